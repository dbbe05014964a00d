import type { BannerText } from '../banner-text.js';

/** The banner's words in French. */
export const french: BannerText = {
  lang: 'fr',
  title: 'Votre vie privée',
  body: 'Pouvons-nous mesurer comment ce site est utilisé et où il échoue ? Rien n’est enregistré ni envoyé sans votre accord. Vous pouvez changer d’avis à tout moment.',
  accept: 'Tout accepter',
  reject: 'Tout refuser',
  choose: 'Choisir',
  save: 'Enregistrer mon choix',
  close: 'Fermer',
  analytics: 'Utilisation : pages et fonctionnalités utilisées',
  diagnostics: 'Qualité : erreurs et temps de chargement',
  policy: 'Politique de confidentialité',
};
