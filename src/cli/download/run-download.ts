import { downloadModel, redactUri } from '../../storage/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { formatProgress, formatSize } from './format-progress.ts';

/** Lines of progress are this far apart. */
const INTERVAL_MS = 1000;

/** `radiant download URI DIR`: copies a model into a folder, as Seldon's storage initializer does. */
export async function runDownload(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('download')
        .description(
          'Copies what a URI names into a folder: the content of a folder or of an archive (tar, tar.gz, tar.zst, zip), or one file. ' +
            'Credentials come from variables of the environment, by the names of Seldon, rclone and the stores.',
        )
        .argument('<uri>', 'gs://, s3://, azureblob:, https://, hf://, models:/, ..., or a path')
        .argument('<folder>', 'where to put it; a folder that does not exist appears complete or not at all')
        .option('--quiet', 'say nothing about progress')
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} download gs://seldon-models/v1.15.0-dev/sklearn/iris ./iris\n` +
            `  ${io.programName} download s3://models/churn /mnt/models`,
        ),
    async ([uri = '', folder = ''], { quiet }) => {
      let saidMs = Date.now();
      const { files, sizeBytes } = await downloadModel(uri, folder, {
        environment: io.environment,
        onProgress: (progress) => {
          if (quiet === true || Date.now() - saidMs < INTERVAL_MS) return;
          saidMs = Date.now();
          io.writeErr(`${formatProgress(progress)}\n`);
        },
      });
      io.writeOut(
        `${redactUri(uri)}: ${files} file${files === 1 ? '' : 's'}, ${formatSize(sizeBytes)}, in ${folder}\n`,
      );
      return EXIT_CODES.ok;
    },
  );
}
