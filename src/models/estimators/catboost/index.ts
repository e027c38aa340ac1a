export { createBooster } from './create-booster.ts';
