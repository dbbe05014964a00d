import { answers } from './answers.js';
import { collector } from './collector.js';
import { connection } from './connection.js';
import { consent } from './consent.js';
import { crash } from './crash.js';
import { environment } from './environment.js';
import { hostile } from './hostile.js';
import { leaving } from './leaving.js';
import { lifecycle } from './lifecycle.js';
import { isLong, matrix } from './matrix.js';
import { storage } from './storage.js';
import { tabs } from './tabs.js';

const families = {
  answers,
  connection,
  leaving,
  lifecycle,
  crash,
  tabs,
  storage,
  environment,
  hostile,
  collector,
  consent,
};

// In the long form each family has a browser of its own, so that one that suffered does not fail the rest.
if (isLong) for (const [family, faults] of Object.entries(families)) matrix(family, faults);
else
  matrix(
    'quick form',
    Object.values(families)
      .flat()
      .filter(({ quick }) => quick),
  );
