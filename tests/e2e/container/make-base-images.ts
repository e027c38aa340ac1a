import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Docker } from './open-docker.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The names that the example's Dockerfile asks for. What is in them is Debian's Python, and the Node that runs this. */
const PYTHON_IMAGE = 'python:3.12-slim-bookworm';
const NODE_IMAGE = 'node:26-bookworm-slim';
const PACKAGES = 'base-files,dash,coreutils,libc-bin,libstdc++6,passwd,python3,python3-pip,sed,grep,findutils';
/** As the image of Node has it. */
const NPM = '11';
const ROOTFS = join(
  ROOT,
  '.cache/container',
  `${createHash('sha256').update(PACKAGES).digest('hex').slice(0, 16)}.tar`,
);
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/** Where packages come from on this machine, if the environment says so. */
const MIRRORS = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Makes the images that the example's Dockerfile begins with, without a registry: from Debian's packages, under the same names. */
export async function makeBaseImages(docker: Docker): Promise<void> {
  const made = `radiant-test/base:${await hashRecipe()}`;
  if (await hasImage(docker, made)) return;
  await makeRootfs();
  const folder = await mkdtemp(join(tmpdir(), 'radiant-base-image-'));
  try {
    await docker.run('import', ROOTFS, 'radiant-test/debian');
    await makePython(docker, join(folder, 'python'));
    await makeNode(docker, join(folder, 'node'));
    await docker.run('tag', NODE_IMAGE, made);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of this file and the version of Node: images of another one are made again. */
async function hashRecipe(): Promise<string> {
  const recipe = await readFile(fileURLToPath(import.meta.url));
  return createHash('sha256').update(recipe).update(process.version).digest('hex').slice(0, 16);
}

async function hasImage(docker: Docker, name: string): Promise<boolean> {
  return await docker.run('image', 'inspect', name).then(
    () => true,
    () => false,
  );
}

/** Unpacked packages without their scripts: enough for Python, and made in seconds. */
async function makeRootfs(): Promise<void> {
  if (existsSync(ROOTFS)) return;
  await mkdir(dirname(ROOTFS), { recursive: true });
  const making = `${ROOTFS}.${process.pid}`;
  const options = [
    '--variant=extract',
    `--include=${PACKAGES}`,
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--format=tar',
  ];
  await run('mmdebstrap', [...options, 'bookworm', making, 'http://deb.debian.org/debian'], {
    maxBuffer: 64 * 2 ** 20,
  });
  await rename(making, ROOTFS);
}

/** What the packages' scripts would have made, and what the image of Python has otherwise than Debian. */
async function makePython(docker: Docker, folder: string): Promise<void> {
  await mkdir(join(folder, 'files/etc/ssl/certs'), { recursive: true });
  await writeFile(join(folder, 'files/etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(folder, 'files/etc/group'), 'root:x:0:\n');
  if (existsSync(CERTIFICATES)) await cp(CERTIFICATES, join(folder, 'files', CERTIFICATES));
  const mirrors = MIRRORS.flatMap((name) => (process.env[name] ? `ENV ${name}="${process.env[name]}"` : []));
  await build(docker, folder, PYTHON_IMAGE, [
    'FROM radiant-test/debian',
    'COPY files /',
    'RUN rm -f /usr/lib/python3*/EXTERNALLY-MANAGED && mkdir -p /usr/local/bin /usr/local/lib /tmp && chmod 1777 /tmp',
    'RUN ln -s /usr/bin/python3 /usr/local/bin/python && ln -s /usr/bin/pip3 /usr/local/bin/pip',
    `ENV PIP_CERT=${CERTIFICATES} PIP_NO_COMPILE=1 PIP_ROOT_USER_ACTION=ignore`,
    ...mirrors,
  ]);
}

async function makeNode(docker: Docker, folder: string): Promise<void> {
  const local = join(folder, 'files/usr/local');
  const libraries = join(folder, 'files/usr/lib/x86_64-linux-gnu');
  await mkdir(join(local, 'bin'), { recursive: true });
  await mkdir(libraries, { recursive: true });
  await cp(await realpath(process.execPath), join(local, 'bin/node'));
  await run('npm', ['install', '--global', '--prefix', local, `npm@${NPM}`], { cwd: ROOT });
  // As the image of Node, which has it for Node's sake.
  const { stdout: linked } = await run('ldd', [process.execPath]);
  const atomic = /=> (\S*libatomic\S*)/.exec(linked)?.[1];
  if (atomic !== undefined) await cp(await realpath(atomic), join(libraries, 'libatomic.so.1'));
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry'], { cwd: ROOT });
  await build(docker, folder, NODE_IMAGE, [
    `FROM ${PYTHON_IMAGE}`,
    'COPY files /',
    `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES} npm_config_registry="${registry.trim()}"`,
  ]);
}

async function build(docker: Docker, folder: string, name: string, lines: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
  await docker.run('build', '--tag', name, folder);
}
