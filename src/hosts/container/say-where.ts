/** Names an image and where the deployment says so, for messages. */
export function sayWhere({ name, image, place }: { name: string; image: string; place: string }): string {
  return `node ${name}: image ${image} (${place})`;
}
