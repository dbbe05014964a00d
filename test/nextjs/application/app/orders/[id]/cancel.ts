'use server';
import { refresh } from 'next/cache';

export async function cancel() {
  refresh();
}
