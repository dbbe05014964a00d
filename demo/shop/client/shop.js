import { account } from './account.js';
import { catalogue } from './catalogue.js';
import { checkout } from './checkout.js';
import { hero } from './hero.js';
import { privacy } from './privacy.js';
import { product } from './product.js';
import { search } from './search.js';
import { wishList } from './wish-list.js';

for (const start of [search, hero, catalogue, product, wishList, checkout, account, privacy]) start();
