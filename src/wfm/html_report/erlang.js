"use strict";
// Erlang C and Erlang A in a browser: the formulas of wfm._numerics, with the same names and the
// same coefficients, row by row. `wfmErlang(coefficients)` gives the functions that a page calls.
globalThis.wfmErlang = (fits) => {
  const { SMALL, REACH } = fits;
  const NEAR = (1 - REACH) / (1 + REACH); // a/n, or y/s, where the uniform expansion ends
  const TINY = 2 ** -1022; // in place of 0 agents, so that 0/0 is 0
  const TIE = 2 ** -50; // of an occupancy: a quotient this near an integer is that integer
  const ULP = 2 ** -52;
  const FAR = 700; // exp(-700) is nothing
  const GONE = 745; // exp(-745) is 0
  const ENDLESS = 1e100; // more handle times of patience than this change nothing
  const NO_LOAD = 1e-307; // below, the reciprocal of a load may overflow
  const [SERIES_TERMS, FRACTION_TERMS, SLOW_FRACTION_TERMS] = [34, 60, 160];
  const ERFCX_TERMS = 60;
  const [DEEP, DEEP_PAIRS, NOTHING] = [40, 12, 40]; // of the continued fraction of A
  const [MILD, SLIGHT, LOW_SHARE] = [40, 1e-40, 0.02]; // where a service level is a difference
  const SHORT = 0.5; // exp(-x) - 1 + x by its series up to here
  const MOST = 1e15; // agents
  const STAR_SLOPE = fits.GAMMA_STAR.map((c, k) => k * c).slice(1);
  const WAIT_SERIES = [0.5];
  for (let k = 1, product = 2; k < 13; k++) {
    product *= k + 2;
    WAIT_SERIES.push((k % 2 ? -1 : 1) / product);
  }

  // ---- polynomials of the fits

  function polynomial(c, x) {
    let value = c[c.length - 1] * x;
    for (let k = c.length - 2; k > 0; k--) value = (value + c[k]) * x;
    return value + c[0];
  }

  // H(r, v): a polynomial in v whose coefficients are polynomials in r.
  function correction(rows, r, v) {
    const x = (2 / REACH) * Math.abs(r) - 1, y = 2 * SMALL * v - 1;
    let value = polynomial(rows[rows.length - 1], x);
    for (let k = rows.length - 2; k >= 0; k--) value = value * y + polynomial(rows[k], x);
    return value;
  }

  // exp(x²) erfc(x) for x ≥ 0: the fit is made for small x, beyond them a continued fraction.
  function erfcx(x) {
    if (x < 2) return polynomial(fits.ERFCX, 4 / (x + 2) - 1);
    let fraction = x;
    for (let k = ERFCX_TERMS; k > 0; k--) fraction = x + k / 2 / fraction;
    return 1 / Math.sqrt(Math.PI) / fraction;
  }

  // √n Γ*(n) √(π/2), for n from SMALL.
  const scaleOf = (n) => Math.sqrt(n) * polynomial(fits.GAMMA_STAR, 2 * SMALL / n - 1);

  // ln Γ(s + 1).
  function logFactorial(s) {
    const n = Math.max(s, s < SMALL ? s + SMALL : s);
    let log = Math.log(2 * scaleOf(n)) + n * Math.log(n) - n;
    for (let k = n; k > s + 0.5; k--) log -= Math.log(k);
    return log;
  }

  // ---- U(n, a) = 1 / B(n, a) of Erlang B

  // D = a - n - n ln(a/n) near a = n.
  function nearDeviance(n, d, r) {
    const q = r * r;
    return r * (d - 2 * n * q * polynomial(fits.DEVIANCE, 2 / REACH ** 2 * q - 1));
  }

  function inverseBlocking(n, a) {
    if (n < SMALL) return byRecursion(n, a);
    const d = a - n, r = d / (a + n);
    if (a <= n && a >= n * NEAR) {
      const deviance = nearDeviance(n, d, r);
      let u = 2 * Math.exp(deviance);
      u -= erfcx(Math.sqrt(deviance));
      u *= scaleOf(n);
      return u + correction(fits.CORRECTION_BELOW, r, 1 / n) + 1;
    }
    if (a <= n) return farBelowLoad(n, a);
    if (a * NEAR <= n) {
      const tail = erfcx(Math.sqrt(nearDeviance(n, d, r)));
      return scaleOf(n) * tail + correction(fits.CORRECTION_ABOVE, r, 1 / n) + 1;
    }
    return farAboveLoad(n, a, FRACTION_TERMS);
  }

  // 1 + n! e^a / aⁿ - Σ aᵏ / ((n+1) … (n+k)).
  function farBelowLoad(n, a) {
    let term = 1, total = 0;
    for (let k = 1; k <= SERIES_TERMS; k++) {
      term *= a / (n + k);
      total += term;
    }
    return Math.exp(a - n - n * Math.log(a / n)) * 2 * scaleOf(n) - total;
  }

  // Legendre's continued fraction of the incomplete gamma function.
  function farAboveLoad(n, a, terms) {
    const d = a - n;
    let fraction = d + 2 * terms;
    for (let k = terms; k > 0; k--) fraction = d + 2 * (k - 1) - k * (k - 1 - n) / fraction;
    return a / fraction;
  }

  // Fewer than 10 agents: U(k, a) = 1 + U(k - 1, a) k / a from the fractional part of n.
  function byRecursion(n, a) {
    if (n === 0) return 1;
    const part = n - Math.floor(n);
    let u = part ? belowOne(part, a) : 1;
    for (let k = part + 1; k <= n + 0.5; k++) u = u * (k / a) + 1;
    return u;
  }

  // U for 0 < n < 1: with little load from where a series holds, downward.
  function belowOne(part, a) {
    if (a >= 1) return farAboveLoad(part, a, SLOW_FRACTION_TERMS);
    let u = farBelowLoad(part + SMALL, a);
    for (let k = SMALL; k > 0; k--) u = (u - 1) * (a / (part + k));
    return u;
  }

  // ---- Erlang C

  function erlangC(n, a, h, t) {
    if (a === 0) return { level: 1, asa: 0, occupancy: 0, abandonment: 0 };
    const spare = Math.max(n - a, 0);
    const u = inverseBlocking(n, Math.min(a, n));
    const delayed = 1 / (1 + spare / Math.max(n, TINY) * (u - 1));
    return {
      level: 1 - delayed * Math.exp(-Math.min(spare * t / h, FAR)),
      asa: delayed * h / spare,
      occupancy: Math.min(a / n, 1),
      abandonment: 0,
    };
  }

  // ---- A(s, y) = 1 + y/(s+1) + y²/((s+1)(s+2)) + …: [1/A, G/(yA), -A'/A], as many as wanted

  function sums(s, y, d, wanted) {
    const steps = stepsUp(s, y);
    const parts = fromTen(s + steps, y, d - steps, wanted);
    for (let k = steps; k > 0; k--) { // A(s) = 1 + y/(s+1) A(s+1)
      const one = 1 / (s + k), factor = y / (s + k), up = 1 / (parts[0] + factor);
      parts[0] *= up;
      if (wanted > 1) parts[1] = (parts[1] * factor + one) * up;
      if (wanted > 2) parts[2] = (parts[2] + one) * factor * up;
    }
    return parts;
  }

  // How many steps down are wanted, to begin where the expansions hold.
  function stepsUp(s, y) {
    const steps = s < SMALL ? Math.ceil(SMALL - s) : 0, n = s + steps;
    if (!(y * NEAR > n) || y - n - n * Math.log(y / n) >= NOTHING) return steps;
    return steps + Math.ceil(Math.max(y * NEAR - n, 0));
  }

  function fromTen(s, y, d, wanted) {
    const whole = y + s, edge = REACH * whole;
    if (-d > Math.min(edge, Math.sqrt(DEEP * whole))) return byFraction(s, y, d, wanted);
    if (d <= 0) return nearBelow(s, y, d, wanted);
    return d <= edge ? nearAbove(s, y, d, wanted) : farAbove(s, y, d);
  }

  // A = (s + r)/(r - d), G = y r/(r - d), with the tail r of the fraction and its derivative.
  function byFraction(s, y, d, wanted) {
    let t = s + (2 * DEEP_PAIRS + 1), dt = 1, r = 0;
    for (let k = DEEP_PAIRS; k > 0; k--) {
      let part = y / t;
      r = (s + k) * part;
      dt = dt * (r / t) + 1 - part;
      t = s + 2 * k - r;
      part = y / t * k;
      dt = 1 - dt * (part / t);
      r = part + (2 * k - 1);
      t = s + r;
    }
    const rest = r - d;
    return wanted > 2 ? [rest / t, r / t, dt * y / (rest * t)] : [rest / t, r / t];
  }

  // The ingredients of the uniform expansion around y = s.
  function near(s, y, d, fit) {
    const r = d / (y + s), q = r * r;
    const series = polynomial(fits.DEVIANCE, 2 / REACH ** 2 * q - 1);
    const square = y + s - 2 * s * r * series;
    const root = Math.sqrt(square), scale = scaleOf(s);
    return {
      r, root, scale, deviance: q * square, bend: 1 + q * series,
      tail: erfcx(Math.abs(r) * root), h: correction(fit, r, 1 / s),
    };
  }

  const tailSlope = (at) => 2 * Math.abs(at.r) * at.root * at.tail - 2 / Math.sqrt(Math.PI);

  function scaleSlope(s, scale) {
    const v = 1 / s, slope = polynomial(STAR_SLOPE, 2 * SMALL * v - 1);
    return 0.5 * v * scale - 2 * SMALL * v * v * Math.sqrt(s) * slope;
  }

  // A = scale · erfcx(√D) - H.
  function nearBelow(s, y, d, wanted) {
    const at = near(s, y, d, fits.CORRECTION_OF_SUM);
    const inverse = 1 / (at.scale * at.tail - at.h), abandoned = (s * inverse + d) / y;
    if (wanted < 3) return [inverse, abandoned];
    let change = scaleSlope(s, at.scale) * at.tail;
    change += at.scale * tailSlope(at) * (at.bend / at.root);
    change += correction(fits.SLOPE_OF_SUM, at.r, 1 / s) / s;
    return [inverse, abandoned, -change * inverse];
  }

  // A = scale · (2 e^D - erfcx(√D)) - H, all of it divided by e^D.
  function nearAbove(s, y, d, wanted) {
    const at = near(s, y, d, fits.CORRECTION_ABOVE), small = Math.exp(-at.deviance);
    const twice = 2 - at.tail * small, total = at.scale * twice - at.h * small;
    const inverse = small / total, abandoned = (s * inverse + d) / y;
    if (wanted < 3) return [inverse, abandoned];
    let change = scaleSlope(s, at.scale) * twice;
    change += at.scale * (tailSlope(at) * small * at.bend / at.root - 4 * at.r * at.bend);
    change += correction(fits.SLOPE_ABOVE, at.r, 1 / s) / s * small;
    return [inverse, abandoned, -change / total];
  }

  // A = n! e^y / y^s, all but e^-40 of it.
  function farAbove(s, y, d) {
    const log = Math.log(y / s), scale = scaleOf(s);
    const inverse = Math.exp(-Math.min(d - s * log, GONE)) / (2 * scale);
    return [inverse, (s * inverse + d) / y, log - scaleSlope(s, scale) / scale];
  }

  // ---- P(s, y), Q(s, y) and y^s e^-y / Γ(s + 1), each exact where it is the smaller

  function tails(s, y, d) {
    if (s < SMALL) return smallTails(s, y, d);
    if (Math.abs(d) <= REACH * (y + s)) {
      const at = near(s, y, d, d > 0 ? fits.CORRECTION_ABOVE : fits.CORRECTION_OF_SUM);
      const pmf = Math.exp(-Math.min(at.deviance, GONE)) / (2 * at.scale);
      const part = (at.scale * at.tail + (d > 0 ? at.h : -at.h)) * pmf;
      return d > 0 ? [1 - part, part, pmf] : [part, 1 - part, pmf];
    }
    const pmf = Math.exp(-Math.min(d - s * Math.log(y / s), GONE)) / (2 * scaleOf(s));
    if (d < 0) {
      const low = pmf / byFraction(s, y, d, 1)[0];
      return [low, 1 - low, pmf];
    }
    const high = pmf > 1e-60 ? (farAboveLoad(s, y, FRACTION_TERMS) - 1) * pmf : 0;
    return [1 - high, high, pmf];
  }

  function smallTails(s, y, d) {
    const log = (s ? s * Math.log(y) : 0) - y - logFactorial(s);
    const pmf = Math.exp(Math.max(log, -GONE));
    if (d > 0 && y >= 1) {
      const high = (farAboveLoad(s, y, SLOW_FRACTION_TERMS) - 1) * pmf;
      return [1 - high, high, pmf];
    }
    const low = pmf / sums(s, y, d, 1)[0];
    return [low, 1 - low, pmf];
  }

  // ---- Erlang A

  function erlangA(n, a, h, t, patience, definition) {
    if (a < NO_LOAD) return { level: 1, asa: 0, occupancy: 0, abandonment: 0 };
    const q = queue(n, a, h, patience);
    const abandonment = q.waits * q.abandoned;
    if (n === 0) return { level: 0, asa: Infinity, occupancy: 1, abandonment };
    const busy = a / n * q.atOnce + q.waits * (1 - q.inverse);
    return {
      level: serviceLevel(q, t, definition),
      asa: q.p * (n / a * q.waits * q.slope) / q.answered,
      occupancy: Math.min(busy, 1),
      abandonment,
    };
  }

  function queue(n, a, h, patience) {
    const p = Math.min(patience, ENDLESS * h), unit = p / h;
    const s = n * unit, y = a * unit, d = (a - n) * unit;
    const [inverse, abandoned, slope] = sums(s, y, d, 3);
    const rest = (inverseBlocking(n, a) - 1) * inverse;
    const waits = 1 / (1 + rest), atOnce = rest < 1 ? rest * waits : 1 - waits;
    const answered = atOnce + waits * (n / a * (1 - inverse));
    return { n, a, h, p, s, y, d, inverse, abandoned, slope, waits, atOnce, answered };
  }

  // The form of the service level that keeps its digits.
  function serviceLevel(q, t, definition) {
    const x = q.p > 0 ? t / q.p : Infinity, over = q.d > 0;
    const parts = (q.d + q.y * Math.min(x, 1)) * x;
    const far = over && !(parts < MILD && q.inverse > SLIGHT);
    let level = far ? 0 : levelMild(q, t, x, definition);
    if (far || (over && level < LOW_SHARE)) level = levelAbove(q, t, x, definition);
    if (definition === "answered") level /= q.answered;
    return Math.min(level, 1);
  }

  // From A(s, z) and the exponential e^w, w = y (1 - e^-x) - n t/h.
  function levelMild(q, t, x, definition) {
    const gone = -Math.expm1(-x);
    const w = x < SHORT
      ? (q.a - q.n) * t / q.h - q.y * (x * x * polynomial(WAIT_SERIES, x))
      : q.y * gone - q.n * t / q.h;
    const late = q.waits * q.inverse * Math.exp(Math.max(w, -FAR));
    const inverse = sums(q.s, q.y * Math.exp(-Math.min(x, FAR)), q.d - q.y * gone, 1)[0];
    if (definition === "virtual") return 1 - late / inverse;
    return q.answered - q.n / q.a * late * (1 / inverse - 1);
  }

  // Above load, from the tails of γ before and after the wait.
  function levelAbove(q, t, x, definition) {
    const z = q.y * Math.exp(-x);
    const dz = x < SHORT ? q.d + q.y * Math.expm1(-x) : z - q.s;
    const [low, high, pmf] = tails(q.s, q.y, q.d);
    let [lowZ, highZ, pmfZ] = tails(q.s, z, dz);
    if (x > FAR) { // z underflows, but with little patience z^s does not
      const log = (q.s ? q.s * Math.log(q.y) : 0) - q.n * t / q.h - logFactorial(q.s);
      lowZ = pmfZ = Math.exp(Math.max(log, -FAR));
    }
    let share = dz >= 0 ? highZ - high : low - lowZ, factor = q.waits;
    if (definition !== "virtual") {
      share += pmfZ - pmf;
      factor *= q.n / q.a;
    }
    return q.atOnce + factor * share / low;
  }

  // ---- agents that a target requires

  function measures(n, a, h, target) {
    return target.patience === null || target.patience === Infinity
      ? erlangC(n, a, h, target.within)
      : erlangA(n, a, h, target.within, target.patience, target.definition);
  }

  function meets(n, a, h, target) {
    const endless = target.patience === null || target.patience === Infinity;
    const cap = target.max_occupancy;
    if (endless && cap !== null && !(a <= n * cap * (1 + TIE))) return false;
    if (target.service_level === null && target.asa === null && target.abandonment === null
      && (endless || cap === null)) return true;
    if (endless && a > 0 && n <= a && (target.service_level !== null || target.asa !== null)) {
      return false;
    }
    const given = measures(n, a, h, target);
    return (target.service_level === null || given.level >= target.service_level)
      && (target.asa === null || given.asa <= target.asa)
      && (target.abandonment === null || given.abandonment <= target.abandonment)
      && (endless || cap === null || given.occupancy <= cap);
  }

  // Least whole number of agents that meets every part of a target; the search begins at a guess.
  function agentsRequired(a, h, target, guess) {
    let low = -1, high = Infinity, step = 1;
    let n = Math.max(Math.ceil(guess === undefined ? a : guess), 0);
    while (high === Infinity || high - low > Math.max(1, high * ULP)) {
      if (meets(n, a, h, target)) high = n;
      else low = n;
      if (low >= MOST) return NaN;
      if (high < Infinity && low >= 0) n = Math.ceil((low + high) / 2);
      else n = high === Infinity ? n + step : Math.max(n - step, 0);
      step *= 2;
    }
    return high;
  }

  // A value rounded to the nearest integer, halves to the even one.
  function nearest(value) {
    const whole = Math.round(value);
    return whole - value === 0.5 && whole % 2 ? whole - 1 : whole;
  }

  // ⌈ n / (1 - s) ⌉; a quotient within rounding error of an integer is that integer.
  function scheduled(agents, shrinkage) {
    const quotient = agents / (1 - shrinkage), whole = nearest(quotient);
    const slack = quotient * (4 * ULP / (1 - shrinkage));
    return Math.abs(quotient - whole) <= slack ? whole : Math.ceil(quotient);
  }

  return { measures, agentsRequired, scheduled, nearest, inverseBlocking };
};
