// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromKlaro, type Klaro, type KlaroManager } from '../../../src/consent/klaro.js';
import { hear, setSignal } from './hear.js';

interface Page {
  klaro?: unknown;
}

/** Klaro as far as it matters: it replays what was drawn, and its manager tells of switches before they are saved. */
const make = (services: { name: string; required?: boolean }[] = [{ name: 'sonde' }]) => {
  const watchers = new Set<{ update(): void }>();
  const drawn: object[] = [];
  const listeners: ((config: object) => void)[] = [];
  const tell = (): void => {
    for (const watcher of watchers) watcher.update();
  };
  const manager = {
    confirmed: false as boolean,
    savedConsents: {} as Record<string, boolean>,
    consents: {} as Record<string, boolean>,
    getService: (name: string) => services.find((service) => service.name === name),
    watch: (watcher: { update(): void }) => void watchers.add(watcher),
    unwatch: (watcher: { update(): void }) => void watchers.delete(watcher),
  } satisfies KlaroManager & { consents: unknown };
  let asked = 0;
  let opened = 0;
  const klaro: Klaro = {
    getManager: () => {
      asked++;
      return manager;
    },
    addEventListener(_, listener) {
      listeners.push(listener);
      drawn.forEach(listener);
    },
    show: () => void opened++,
  };
  return {
    klaro,
    watchers,
    asked: () => asked,
    opened: () => opened,
    draw() {
      drawn.push({});
      for (const listener of listeners) listener({});
    },
    turn(name: string, isOn: boolean) {
      manager.consents[name] = isOn;
      tell();
    },
    save() {
      manager.confirmed = true;
      manager.savedConsents = { ...manager.consents };
      tell();
    },
    reset() {
      manager.confirmed = false;
      manager.savedConsents = {};
      tell();
    },
  };
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete (window as Page).klaro;
  setSignal(false);
});

test('counts switches when they are saved, and not before', () => {
  const own = make();
  (window as Page).klaro = own.klaro;
  const { told } = hear(fromKlaro());
  own.draw();
  own.turn('sonde', true);
  expect(told).toEqual(['unknown unknown']);
  own.save();
  own.turn('sonde', false);
  expect(told).toEqual(['unknown unknown', 'granted granted']);
  own.save();
  own.reset();
  expect(told.slice(2)).toEqual(['denied denied', 'unknown unknown']);
});

test('reads what was answered before it listened', () => {
  const own = make();
  own.draw();
  own.turn('sonde', true);
  own.save();
  (window as Page).klaro = own.klaro;
  expect(hear(fromKlaro()).told).toEqual(['unknown unknown', 'granted granted']);
});

test('finds one that loads later, and asks for its manager only when it has drawn itself', () => {
  const own = make();
  const { told } = hear(fromKlaro());
  (window as Page).klaro = own.klaro;
  const script = document.body.appendChild(document.createElement('i'));
  script.dispatchEvent(new Event('load'));
  expect(own.asked()).toBe(0);
  own.draw();
  own.draw();
  expect(own.asked()).toBe(1);
  own.turn('sonde', true);
  own.save();
  expect(told).toEqual(['unknown unknown', 'granted granted']);
});

test('reads services by the names that it is told', () => {
  const own = make([{ name: 'usage' }, { name: 'quality' }]);
  own.turn('quality', true);
  own.draw();
  own.save();
  const source = fromKlaro({ analytics: 'usage', diagnostics: 'quality', klaro: own.klaro });
  expect(hear(source).told.at(-1)).toBe('denied granted');
});

test('a required service is nobody’s choice', () => {
  setSignal(true);
  const own = make([{ name: 'sonde', required: true }, { name: 'usage' }]);
  own.turn('sonde', true);
  own.turn('usage', true);
  own.draw();
  own.save();
  const source = fromKlaro({ analytics: 'usage', diagnostics: 'sonde', klaro: own.klaro });
  expect(hear(source).told.at(-1)).toBe('granted denied');
});

test('ends with its undo, before it was found and after', () => {
  const own = make();
  const early = hear(fromKlaro());
  early.undo();
  (window as Page).klaro = own.klaro;
  dispatchEvent(new Event('load'));
  const { told, undo } = hear(fromKlaro());
  undo();
  own.draw();
  expect(own.watchers.size).toBe(0);
  const later = hear(fromKlaro());
  expect(own.watchers.size).toBe(1);
  later.undo();
  own.turn('sonde', true);
  own.save();
  expect([early.told, told, later.told].flat()).toEqual(Array(3).fill('unknown unknown'));
  expect(own.watchers.size).toBe(0);
});

test('shows Klaro, and is no worse for an element of that id', () => {
  const own = make();
  fromKlaro({ klaro: own.klaro }).open?.();
  expect(own.opened()).toBe(1);
  (window as Page).klaro = document.createElement('div');
  expect(hear(fromKlaro()).told).toEqual(['unknown unknown']);
  fromKlaro().open?.();
});
