/** Hostile files whose estimator does not run natively yet, and so are refused for that reason alone: id -> estimator. */
export const PENDING_HOSTILE: Readonly<Record<string, string>> = {};

/** Reference kinds (family/kind) that do not run natively yet, with the reason. */
export const PENDING_KINDS: Readonly<Record<string, string>> = {};
