import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CliIo } from '../cli-io.ts';
import { MICROSERVICE_COMMAND } from './microservice-command.ts';
import { parseArguments } from './parse-arguments.ts';
import { readPlainArguments } from './read-plain-arguments.ts';

const { options } = MICROSERVICE_COMMAND;

const PLAIN = [
  { name: 'nothing', args: [] },
  { name: 'a word alone', args: ['model.Class'] },
  { name: 'options with their words, in any order', args: ['--http-port', '1', 'model.Class', '--grpc-port', '2'] },
  { name: 'options with a sign of equality', args: ['--http-port=1', 'model.Class', '--service-type=MODEL'] },
  { name: 'the last of an option that is given twice', args: ['--http-port', '1', '--http-port=2', 'model.Class'] },
  { name: 'an empty word', args: ['model.Class', '--http-port', '', '--log-level='] },
];

for (const { name, args } of PLAIN) {
  test(`readPlainArguments reads ${name} as the general parser does`, () => {
    const plain = readPlainArguments(args, options);
    // A switch makes the general parser read the rest.
    const general = parseArguments([...args, '--debug', 'false'], createIo(), MICROSERVICE_COMMAND);
    const given = new Map(general.given);
    given.delete('debug');
    assert.deepEqual(plain, { ...general, given });
  });
}

const OTHERS = [
  { name: 'help', args: ['--help'] },
  { name: 'a switch', args: ['model.Class', '--debug'] },
  { name: 'an abbreviation', args: ['model.Class', '--http', '1'] },
  { name: 'an unknown option', args: ['model.Class', '--colour', 'red'] },
  { name: 'two words', args: ['model.Class', 'REST'] },
  { name: 'an option without its word', args: ['model.Class', '--http-port'] },
  { name: 'an option as the word of another', args: ['model.Class', '--http-port', '--grpc-port'] },
  { name: 'the end of options', args: ['--', 'model.Class'] },
];

for (const { name, args } of OTHERS) {
  test(`readPlainArguments leaves ${name} to the general parser`, () => {
    assert.equal(readPlainArguments(args, options), undefined);
  });
}

function createIo(): CliIo {
  const ignore = (): void => undefined;
  return { environment: {}, writeOut: ignore, writeErr: ignore, colour: false, programName: 'radiant' };
}
