import { useAppState } from '../../state/app-context.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';

const steps = {
  copy: 'Copying what is kept of the site',
  pack: 'Compressing and encrypting',
  unpack: 'Deriving the key, decrypting and checking',
} as const;

/** How far the writing or opening of a site file is. */
export function WorkProgress() {
  const work = useAppState(({ site }) => site.fileWork);
  const text = work ? steps[work.step] : 'Beginning';
  const percent = work?.fraction == null ? '' : `, ${Math.round(work.fraction * 100)} %`;
  return (
    <div className="site-file-progress">
      <p role="status">{text}…</p>
      <ProgressBar label="Progress" fraction={work?.fraction ?? null} text={`${text}${percent}`} />
    </div>
  );
}
