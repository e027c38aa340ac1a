export { rcloneScheme } from './rclone-scheme.ts';
