/** Remembers the last answer, for the same arguments by identity. */
export function memoLast<A extends readonly unknown[], R>(
  compute: (...args: A) => R,
): (...args: A) => R {
  let lastArgs: A | null = null;
  let lastResult: R;
  return (...args) => {
    if (lastArgs?.length === args.length && lastArgs.every((arg, at) => Object.is(arg, args[at]))) {
      return lastResult;
    }
    lastResult = compute(...args);
    lastArgs = args;
    return lastResult;
  };
}
