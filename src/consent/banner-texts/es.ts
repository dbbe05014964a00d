import type { BannerText } from '../banner-text.js';

/** The banner's words in Spanish. */
export const spanish: BannerText = {
  lang: 'es',
  title: 'Su privacidad',
  body: '¿Podemos medir cómo se usa este sitio y dónde falla? No se guarda ni se envía nada sin su consentimiento. Puede cambiar su respuesta en cualquier momento.',
  accept: 'Aceptar todo',
  reject: 'Rechazar todo',
  choose: 'Elegir',
  save: 'Guardar selección',
  close: 'Cerrar',
  analytics: 'Uso: qué páginas y funciones se utilizan',
  diagnostics: 'Calidad: errores y tiempos de carga',
  policy: 'Política de privacidad',
};
