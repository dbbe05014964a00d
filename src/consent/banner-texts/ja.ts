import type { BannerText } from '../banner-text.js';

/** The banner's words in Japanese. */
export const japanese: BannerText = {
  lang: 'ja',
  title: 'プライバシーについて',
  body: 'このサイトの利用状況と不具合を測定してもよろしいですか？同意いただくまで、何も保存・送信されません。回答はいつでも変更できます。',
  accept: 'すべて同意する',
  reject: 'すべて拒否する',
  choose: '選択する',
  save: '選択を保存',
  close: '閉じる',
  analytics: '利用状況：閲覧されたページと使われた機能',
  diagnostics: '品質：エラーと読み込み時間',
  policy: 'プライバシーポリシー',
};
