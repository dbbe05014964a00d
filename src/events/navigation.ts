import type { PointerType } from './values.js';

/** The campaign that led to the page, as its address names it (`utm_*`). */
interface CampaignAttributes {
  'sonde.campaign.source'?: string | undefined;
  'sonde.campaign.medium'?: string | undefined;
  /** `utm_campaign`. */
  'sonde.campaign.name'?: string | undefined;
  'sonde.campaign.term'?: string | undefined;
  'sonde.campaign.content'?: string | undefined;
  'sonde.campaign.id'?: string | undefined;
}

/** Events and their attributes: pages and sessions. */
export interface NavigationEvents {
  /** A page was shown: loaded, restored, or reached by a route change. Starts a new `sonde.page.id`. */
  page_view: {
    /** Origin and path; query parameters only from the allow-list. */
    'url.full': string;
    /** How the page was reached. `route` is a same-document navigation; `by_hand` what the application said. */
    'sonde.navigation.type':
      | 'navigate'
      | 'reload'
      | 'back_forward'
      | 'restore'
      | 'prerender'
      | 'route'
      | 'by_hand';
    /** The referrer: origin and path. Left out where there is none. */
    'sonde.referrer'?: string | undefined;
    'sonde.screen.orientation'?: string | undefined;
  } & CampaignAttributes;
  /** A page was left or hidden: what was measured since the last time. A page's whole is the sum. */
  page_leave: {
    /** Milliseconds in which it was visible. */
    'sonde.page.visible': number;
    /** Milliseconds of these within five seconds of an input. */
    'sonde.page.engaged': number;
    /**
     * How far down it was seen so far, in percent: of the document, or, where that cannot be scrolled, of what can in the
     * middle of the window and fills most of it. Left out where nothing could be scrolled.
     */
    'sonde.page.scroll_depth'?: number | undefined;
    /** The page that was left, where the resource names the one after it already. */
    'url.full'?: string | undefined;
  };
  /** A session began. Who knows of no end of the session before takes this for it. */
  'session.start': {
    'session.id': string;
    'session.previous_id'?: string | undefined;
    /** The page it began on, with its campaign (`utm_*`): with `buffer: true` that of the first event that waited. */
    'url.full': string;
    'sonde.referrer'?: string | undefined;
  } & CampaignAttributes;
  /** A session has ended; told, with the time of its last event, when the next one begins. */
  'session.end': {
    /** The one that ended; the resource names the one that begins. */
    'session.id': string;
    /** Milliseconds from its first event to its last. */
    'sonde.session.duration': number;
  };
  /** A link was followed that leaves the site or hands out a file. */
  'link.followed': {
    'url.full': string;
    'sonde.link.kind': 'outbound' | 'download';
    'sonde.pointer.type': PointerType;
  };
}
