// Next.js runs it before React hydrates the page.
import './telemetry';
