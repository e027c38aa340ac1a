export { hdfsScheme } from './hdfs-scheme.ts';
