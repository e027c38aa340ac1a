import { spawn } from 'node:child_process';
import { SetupError } from './setup-error.mjs';

const SHOWN_LINES = 30;
const REPEAT_MS = 100;

/** Runs a command to its end and gives {code, output}. Never throws for a command that fails; code 127 when it is missing. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: signal === null ? code : 128, output: Buffer.concat(chunks).toString() }),
    );
  });
}

/** As `capture`, but a failure is a SetupError with the last lines and `advice`. Gives the output. */
export async function mustRun(command, args, { advice, ...options }) {
  const { code, output } = await capture(command, args, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
  throw new SetupError(`${tail}\n\n${command} ${args.join(' ')} failed (exit code ${code}).\n${advice}`);
}

/**
 * Runs a command with this terminal; resolves with its exit code. A Ctrl-C reaches it from the terminal itself; signals
 * sent to this process alone are passed on, each kind once (npm repeats what the terminal has sent already).
 */
export function attach(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    const lastPassedOn = { SIGINT: 0, SIGTERM: 0 };
    const passOn = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      if (Date.now() - lastPassedOn[signal] < REPEAT_MS) return;
      lastPassedOn[signal] = Date.now();
      child.kill(signal);
    };
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', passOn);
      process.off('SIGTERM', passOn);
      resolve(signal === null ? code : signal === 'SIGINT' ? 130 : 143);
    });
  });
}
