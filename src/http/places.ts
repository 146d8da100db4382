/** Who is inside now. A limiter counts how often somebody comes; this counts how much is held at one time. */

export type Leave = () => void;

export interface Places {
  /** Takes places, one unless said otherwise. Returns how to give them back, or null when too few are free. */
  enter(key: string, size?: number): Leave | null;
}

/** @param limit places of each key */
export function createPlaces(limit: number): Places {
  const taken = new Map<string, number>();

  function change(key: string, by: number): void {
    const now = (taken.get(key) ?? 0) + by;
    if (now > 0) taken.set(key, now);
    else taken.delete(key);
  }

  return {
    enter(key, size = 1) {
      if ((taken.get(key) ?? 0) + size > limit) return null;
      change(key, size);
      return () => change(key, -size);
    },
  };
}

/** Takes every place or none. */
export function enterAll(...doors: (() => Leave | null)[]): Leave | null {
  const leaves: Leave[] = [];
  const leaveAll = () => {
    for (const leave of leaves.splice(0)) leave();
  };
  for (const enter of doors) {
    const leave = enter();
    if (leave === null) {
      leaveAll();
      return null;
    }
    leaves.push(leave);
  }
  return leaveAll;
}
