"""The numerical layer under `wfm.erlang`: formulas on one-dimensional arrays.

One quantity carries all of Erlang B and C: the inverse of the blocking probability, ::

    U(n, a) = 1 / B(n, a),    U(0, a) = 1,    U(n, a) = 1 + U(n - 1, a) · n / a

because the probability of delay is then free of cancellation, ::

    C(n, a) = 1 / (1 + (n - a)/n · (U - 1)),    n - a taken from the arguments themselves.

For fractional n, U is the integral ∫₀^∞ (1 + x/a)^n e^-x dx (Jagerman 1974), that is an
incomplete gamma function divided by its own integrand; each of the two overflows, the quotient
does not. `erlang_b` has five formulas for it, each where it is exact to a few units in 1e-15:

===================  ===============================================================
fewer than 10        the recursion, from the fractional part of n upwards
a from 0.6 n to n    the uniform expansion below
a from n to n / 0.6  the same, with the coefficients of the other side
a below 0.6 n        1 + n! e^a / aⁿ - Σ aᵏ / ((n+1) … (n+k)), a quick series
a above n / 0.6      Legendre's continued fraction of the incomplete gamma function
===================  ===============================================================

The uniform expansion (Temme 1979; DLMF 8.12) holds through a = n. With r = (a - n)/(a + n), ::

    D = a - n - n ln(a/n) = r (d - 2 n r² S(r²)),    d = a - n,  S(q) = 1/3 + q/5 + q²/7 + …
    U = 1 + √n Γ*(n) √(π/2) erfcx(±√D) + H(r, 1/n)

where Γ* is Γ over Stirling's formula and erfcx(x) = exp(x²) erfc(x); the sign is that of d. The
form of D has no difference of near numbers, which is what spoils the usual one near a = n. H is
small and smooth: a polynomial in both variables of 37 terms (44 above load), fitted so that U is
right to 1e-14. S, Γ* and erfcx are short polynomials too, so that a row costs some hundred
multiplications and one exponential, and no import of scipy.

On U rest the measures of `erlang_c`; their real inverses by a bracketed root search
(`inverse_erlang_c`, `root_finding`); the least agents by one Newton step where its own error bound
allows (`newton_erlang_c`), or by a table where one target serves many loads (`load_lookup`);
`least_integer`, which settles the rest by a test, the public functions themselves; `correction`,
which lowers bounds to what that test accepts; and `chunked`, which applies any of these to arrays
of any size in parts that fit into the cache.

Erlang A is `hypergeometric` (its sum, in the same expansions) and `erlang_a` (its measures);
`inverse_erlang_a` and `newton_erlang_a` are its inverse, and `finite_queue` is the queue of
limited length.

The fits are made by ``python tools/coefficients.py``, in long arithmetic.

References
----------
.. [1] D. L. Jagerman, "Some properties of the Erlang loss function", Bell System Technical
   Journal 53, 1974.
.. [2] N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM Journal on
   Mathematical Analysis 10, 1979; NIST Digital Library of Mathematical Functions, 8.9 and 8.12.
.. [3] A. J. E. M. Janssen, J. S. H. van Leeuwaarden, B. Zwart, "Refining square-root safety
   staffing by expanding Erlang C", Operations Research 59, 2011.
"""
