import './first-picture.css';

interface HostSketch {
  name: string;
  /** Left edge. */
  x: number;
  cpu: number;
  memory: number;
  /** Widths of its chips, line by line. */
  chips: readonly (readonly number[])[];
}

const hosts: readonly HostSketch[] = [
  { name: 'xen-a', x: 2, cpu: 0.72, memory: 0.8, chips: [[62, 78], [92]] },
  { name: 'xen-b', x: 186, cpu: 0.28, memory: 0.4, chips: [[84, 56]] },
  { name: 'xen-c', x: 370, cpu: 0.5, memory: 0.94, chips: [[144], [66, 74], [50]] },
];

const cardWidth = 170;
const inner = cardWidth - 26;

function Bar({ y, fraction }: { y: number; fraction: number }) {
  return (
    <>
      <rect className="picture-free" x={13} y={y} width={inner} height={6} rx={3} />
      <rect className="picture-used" x={13} y={y} width={inner * fraction} height={6} rx={3} />
    </>
  );
}

function Card({ host, answer }: { host: HostSketch; answer: 'yes' | 'no' | null }) {
  return (
    <g transform={`translate(${host.x} 2)`}>
      <rect className="picture-card" data-answer={answer} width={cardWidth} height={196} rx={10} />
      <circle className="picture-mark" cx={18} cy={22} r={4} />
      <text className="picture-name" x={29} y={26.5}>
        {host.name}
      </text>
      <Bar y={40} fraction={host.cpu} />
      <Bar y={52} fraction={host.memory} />
      {host.chips.map((line, row) => {
        let x = 13;
        return line.map((width) => {
          const at = x;
          x += width + 4;
          return (
            <rect
              key={at}
              className="picture-chip"
              x={at}
              y={70 + row * 28}
              width={width}
              height={24}
              rx={5}
            />
          );
        });
      })}
    </g>
  );
}

/** A VM on its way from one host to another, with what each says to it. */
export function FirstPicture() {
  return (
    <svg className="first-picture" viewBox="0 0 542 204" role="img">
      <title>
        A VM is dragged from the host xen-a to xen-b, which says yes; xen-c says no, as it lacks
        memory.
      </title>
      {hosts.map((host, at) => (
        <Card key={host.name} host={host} answer={at === 1 ? 'yes' : at === 2 ? 'no' : null} />
      ))}
      <rect className="picture-gone" x={15} y={128} width={110} height={24} rx={5} />
      <g className="picture-answer" data-answer="yes">
        <rect x={199} y={164} width={144} height={22} rx={11} />
        <path d="M 211 175 l 4 4 l 7 -8" />
        <text x={229} y={179}>
          Yes, in about 9 s
        </text>
      </g>
      <g className="picture-answer" data-answer="no">
        <rect x={383} y={164} width={144} height={22} rx={11} />
        <path d="M 395 171 l 8 8 m 0 -8 l -8 8" />
        <text x={410} y={179}>
          No: 2 GiB too few
        </text>
      </g>
      <g className="picture-air">
        <rect width={110} height={26} rx={6} />
        <circle cx={13} cy={13} r={3.6} />
        <text x={24} y={17.5}>
          web-shop
        </text>
        <path d="M 84 14 l 0 17 l 4.2 -3.8 l 2.8 6.4 l 3.4 -1.5 l -2.8 -6.2 l 5.6 -0.4 z" />
      </g>
    </svg>
  );
}
