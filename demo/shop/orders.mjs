import { randomBytes } from 'node:crypto';

const MOST_KEPT = 1000;

/** Orders in memory: enough for a demo that sells nothing. The oldest go when there are a thousand. */
export const createOrders = () => {
  const orders = new Map();
  return {
    add(order) {
      const number = randomBytes(6).toString('hex');
      orders.set(number, { ...order, number });
      if (orders.size > MOST_KEPT) orders.delete(orders.keys().next().value);
      return orders.get(number);
    },
    find: (number) => orders.get(number),
  };
};
