/** The layers of ARCHITECTURE.md, enforced: `npm run layers`. */
const builtin = ['core'];
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-imports-only-zod',
      comment:
        'shared is what core and renderer have in common: no Node, no browser, no library but zod.',
      severity: 'error',
      from: { path: '^src/shared' },
      to: { pathNot: ['^src/shared', '^node_modules/zod/'] },
    },
    {
      name: 'core-knows-no-shell',
      comment: 'The core is plain Node: no Electron, no shell, no renderer, no demo site.',
      severity: 'error',
      from: { path: '^src/main/core' },
      to: { path: ['^src/renderer', '^src/main/(?!core/)', '^node_modules/electron/'] },
    },
    {
      name: 'only-the-shell-imports-electron',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/(electron|preload)/' },
      to: { path: ['^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'renderer-knows-only-shared',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { path: '^src/main' },
    },
    {
      name: 'renderer-runs-in-a-page',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { dependencyTypes: builtin },
    },
    {
      name: 'features-stand-alone',
      comment: 'What two features need goes to ui/ or state/; app/ puts features together.',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/([^/]+)/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'nothing-imports-a-shell',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/(electron|browser-host|preload)/' },
      to: { path: '^src/main/(electron|browser-host|preload)/' },
    },
    {
      name: 'shells-stand-alone',
      severity: 'error',
      from: { path: '^src/main/(electron|browser-host)/' },
      to: {
        path: '^src/main/(electron|browser-host)/',
        pathNot: '^src/main/$1/',
      },
    },
    {
      name: 'demo-uses-only-core-and-shared',
      severity: 'error',
      from: { path: '^src/main/demo' },
      to: { path: '^src/(renderer|main/(electron|browser-host|preload))' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
