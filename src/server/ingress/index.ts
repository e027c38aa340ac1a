export { type IngressOptions, openIngress, type RunningIngress } from './open-ingress.ts';
export type { Route, RouteTable, WeightedPredictor } from './route.ts';
export { openRoutedPredictor, type RoutedPredictor } from './routed-predictor.ts';
export { openShadow, type Shadow } from './shadow.ts';
