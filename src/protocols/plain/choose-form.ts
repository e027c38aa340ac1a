import { BODY_FORMS } from './body-forms.table.ts';
import { isNpy } from './npy.ts';
import type { BodyForm } from './plain-body.ts';

/** A form with the media type under which it was asked for. */
export interface ChosenForm {
  readonly form: BodyForm;
  readonly mediaType: string;
  /** The parameters behind the media type, by name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The form of a body by its Content-Type; undefined for JSON, forms, and what nobody here reads. Bytes of no known kind count as NPY only
 * when they begin as such.
 */
export function formOfBody(contentType: string | undefined, body: Uint8Array): ChosenForm | undefined {
  if (contentType === undefined || contentType === 'application/json') return undefined;
  const found = chosen(contentType);
  return found?.mediaType === 'application/octet-stream' && !isNpy(body) ? undefined : found;
}

/**
 * The form in which an answer is wanted; undefined for JSON. What a caller prefers to JSON wins; one who takes anything gets the form of
 * his request, which is `asked`.
 */
export function formOfAnswer(accept: string | undefined, asked: ChosenForm | undefined): ChosenForm | undefined {
  if (accept === undefined || accept === '*/*') return asked;
  let best: ChosenForm | undefined;
  let bestQuality = 0;
  for (const range of accept.split(',', 50)) {
    const [mediaType = '', ...rest] = range.split(';');
    const quality = qualityOf(rest);
    if (quality <= bestQuality) continue;
    const type = mediaType.trim().toLowerCase();
    const form = type === '*/*' ? asked : chosen(range);
    if (form === undefined && type !== 'application/json' && type !== 'application/*' && type !== '*/*') continue;
    best = form;
    bestQuality = quality;
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters
    .map((parameter) => /^\s*q=([\d.]{1,6})\s*$/i.exec(parameter)?.[1])
    .find((q) => q !== undefined);
  return given === undefined ? 1 : Number(given) || 0;
}

function chosen(header: string): ChosenForm | undefined {
  const [name = '', ...rest] = header.split(';');
  const mediaType = name.trim().toLowerCase();
  const form = Object.hasOwn(BODY_FORMS, mediaType) ? BODY_FORMS[mediaType] : undefined;
  if (form === undefined) return undefined;
  const parameters = rest.slice(0, 10).map((parameter): readonly [string, string] => {
    const [key = '', value = ''] = parameter.split('=', 2);
    return [key.trim().toLowerCase(), value.trim().replaceAll('"', '')];
  });
  return { form, mediaType, parameters: new Map(parameters) };
}
