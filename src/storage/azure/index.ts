export { isAzureHost } from './azure-address.ts';
export { azureScheme } from './azure-scheme.ts';
