import type { Client } from '../page.js';
import { deleteBeforeSend } from './delete-before-send.js';
import { memoryOnly } from './memory-only.js';
import { renumbered } from './renumbered.js';

/**
 * Clients that are wrong on purpose, behind the same face. The matrix must find each of them out; a matrix that passes
 * them could not see a loss or a second copy.
 */
export const controls: {
  'memory-only': ControlClient;
  'delete-before-send': ControlClient;
  renumbered: ControlClient;
} = { 'memory-only': memoryOnly, 'delete-before-send': deleteBeforeSend, renumbered };

export type Control = keyof typeof controls;

export interface ControlOptions {
  readonly endpoint: string;
  readonly service: string;
  readonly flushEvery: number;
}

export type ControlClient = (options: ControlOptions) => Client;
