/** `registry:5000/name:1.2` at its last colon, as name and version; both empty where there is no image, the version where there is no colon. */
export function splitImage(image: string | undefined): { readonly image: string; readonly version: string } {
  if (image === undefined) return { image: '', version: '' };
  const colon = image.lastIndexOf(':');
  // A colon before a slash is that of a registry's port.
  if (colon === -1 || image.includes('/', colon)) return { image, version: '' };
  return { image: image.slice(0, colon), version: image.slice(colon + 1) };
}
