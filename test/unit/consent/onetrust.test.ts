// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromOneTrust } from '../../../src/consent/onetrust.js';
import { hear, setSignal } from './hear.js';

const page = window as unknown as Record<string, unknown>;

const say = (groups: string, isClosed?: boolean, model = 'opt-in'): void => {
  page.OnetrustActiveGroups = groups;
  page.OneTrust = {
    IsAlertBoxClosed: () => isClosed,
    GetDomainData: () => ({ ConsentModel: { Name: model } }),
    ToggleInfoDisplay() {
      page.opened = true;
    },
  };
  dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail: groups.split(',').filter(Boolean) }));
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  for (const name of ['OnetrustActiveGroups', 'OptanonActiveGroups', 'OneTrust', 'opened']) delete page[name];
  setSignal(false);
});

test('before an answer what is not active is still unknown', () => {
  const { told } = hear(fromOneTrust());
  say(',C0001,', false);
  expect(told).toEqual(['unknown unknown']);
  say(',C0001,C0002,', true);
  say(',C0001,', true);
  expect(told.slice(1)).toEqual(['granted granted', 'denied denied']);
});

test('reads what was there before, by its older name too', () => {
  say(',C0001,C0002,C0003,', true);
  expect(hear(fromOneTrust({ diagnostics: 'C0004' })).told).toEqual(['granted denied']);
  page.OptanonActiveGroups = page.OnetrustActiveGroups;
  delete page.OnetrustActiveGroups;
  expect(hear(fromOneTrust()).told).toEqual(['granted granted']);
});

test('takes an id for no part of another', () => {
  say('C00021,XC0002', true);
  expect(hear(fromOneTrust()).told).toEqual(['denied denied']);
});

test('knows a person’s choice from what is on by default', () => {
  setSignal(true);
  const { told } = hear(fromOneTrust({ diagnostics: 'C0001' }));
  say(',C0001,C0002,', false, 'opt-out');
  expect(told.at(-1)).toBe('denied denied');
  // Closing the notice is no grant in that model.
  say(',C0001,C0002,', true, 'opt-out');
  expect(told.at(-1)).toBe('denied denied');
  say(',C0001,C0002,', true);
  expect(told.at(-1)).toBe('granted denied');
});

test('looks again when the answer has been kept, since the groups may come before', () => {
  setSignal(true);
  const { told, undo } = hear(fromOneTrust());
  let isClosed = false;
  say(',C0001,C0002,', false);
  page.OneTrust = { ...(page.OneTrust as object), IsAlertBoxClosed: () => isClosed };
  isClosed = true;
  dispatchEvent(new CustomEvent('OTConsentApplied'));
  expect(told.at(-1)).toBe('granted granted');
  undo();
  say(',C0001,', true);
  expect(told.at(-1)).toBe('granted granted');
});

test('opens the preference centre, where there is one', () => {
  fromOneTrust().open?.();
  say('', true);
  fromOneTrust().open?.();
  expect(page.opened).toBe(true);
});
