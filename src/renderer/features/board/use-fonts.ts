import { useEffect, useState } from 'react';
import { forgetWidths } from './card/fit-text.ts';

/** Counts how often fonts came in: names that were cut to fit another font have to be cut anew. */
export function useFonts(): number {
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const onLoad = () => {
      forgetWidths();
      setLoads((count) => count + 1);
    };
    document.fonts.addEventListener('loadingdone', onLoad);
    return () => document.fonts.removeEventListener('loadingdone', onLoad);
  }, []);
  return loads;
}
