import { createTensor, type Tensor } from '../../../payload/index.ts';
import { decodeUtf8 } from '../../protobuf/index.ts';

/** DT_STRING is any bytes: what is text is told as such to models, which mean text by it nearly always. */
export function textsOf(tensor: Tensor): Tensor {
  if (tensor.dtype !== 'bytes') return tensor;
  const texts: string[] = [];
  for (const bytes of tensor.data) {
    const text = decodeUtf8(bytes, 0, bytes.length);
    if (text === undefined) return tensor;
    texts.push(text);
  }
  return createTensor('string', tensor.shape, texts);
}
