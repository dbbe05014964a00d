'use client';
import { redirect } from 'next/navigation';

export function Elsewhere(): never {
  redirect('/orders/8');
}
