-- An officer answers a household that disagrees with a change: it stays as it is, for a reason that the household is told.

ALTER TYPE "ReviewAct" ADD VALUE 'keep';
