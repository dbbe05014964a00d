import type { BannerText } from '../banner-text.js';

/** The banner's words in German. */
export const german: BannerText = {
  lang: 'de',
  title: 'Ihre Privatsphäre',
  body: 'Dürfen wir messen, wie diese Website genutzt wird und wo sie nicht funktioniert? Ohne Ihre Zustimmung wird nichts gespeichert oder gesendet. Sie können Ihre Antwort jederzeit ändern.',
  accept: 'Alle akzeptieren',
  reject: 'Alle ablehnen',
  choose: 'Auswählen',
  save: 'Auswahl speichern',
  close: 'Schließen',
  analytics: 'Nutzung: welche Seiten und Funktionen verwendet werden',
  diagnostics: 'Qualität: Fehler und Ladezeiten',
  policy: 'Datenschutzerklärung',
};
