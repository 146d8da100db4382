import { describe, expect, it } from 'vitest';
import { acts } from '../../src/conversation/acts/registry.ts';
import { actContracts } from '../../src/conversation/acts.ts';

describe('acts', () => {
  it('are done by somebody, every one, and nothing else is', () => {
    expect(Object.keys(acts).toSorted()).toEqual(Object.keys(actContracts).toSorted());
  });
});
