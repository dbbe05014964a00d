/** Tells Sonde what happened, where there is Sonde: a visitor's blocker may have kept it out. */
export const track = (name, attributes = {}) => window.sonde?.track(name, attributes);
