/** What an entry of a test's archive is; `0` is a file, `2` a link, `5` a folder. */
export interface TarEntry {
  readonly name: string;
  readonly type?: string;
  readonly linkName?: string;
  readonly content?: Buffer;
}

/** A tar archive in the ustar form, evil ones too: nothing is checked. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, type = '0', linkName = '', content = Buffer.alloc(0) }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(linkName, 157, 100);
    header.write('ustar\0' + '00', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
