import type { BannerText } from '../banner-text.js';

/** The banner's words in Arabic. The direction of writing follows from them. */
export const arabic: BannerText = {
  lang: 'ar',
  title: 'خصوصيتك',
  body: 'هل تسمح لنا بقياس كيفية استخدام هذا الموقع ومواضع تعطله؟ لن يُحفظ أو يُرسل أي شيء ما لم توافق. يمكنك تغيير إجابتك في أي وقت.',
  accept: 'قبول الكل',
  reject: 'رفض الكل',
  choose: 'اختيار',
  save: 'حفظ الاختيار',
  close: 'إغلاق',
  analytics: 'الاستخدام: الصفحات والميزات المستخدمة',
  diagnostics: 'الجودة: الأخطاء وأوقات التحميل',
  policy: 'سياسة الخصوصية',
};
