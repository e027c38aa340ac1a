import type { Component } from './component.ts';

/**
 * The component with some of its members in another way; all others, `stream` and `watchReady` among them, are still the inner one's. What
 * stands around a component is made by this, so that nothing of it is lost on the way.
 */
export function wrapComponent(inner: Component, own: Partial<Component>): Component {
  return {
    name: inner.name,
    info: inner.info,
    call: (call) => inner.call(call),
    isReady: () => inner.isReady(),
    ...(inner.watchReady === undefined ? {} : { watchReady: inner.watchReady }),
    ...(inner.stream === undefined ? {} : { stream: (call) => inner.stream?.(call) }),
    close: (signal) => inner.close(signal),
    ...own,
  };
}
