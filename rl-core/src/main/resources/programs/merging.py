# How adapters are combined. a [r, in] and b [out, r] are the factors of a change d = b a of a weight [out, in]; p = a', q = b'.
# Nothing here is recorded by autograd. dtype 6 is float32, 7 float64.

# xs [n, ...] -> their sum, each times its weight of w [n]
def weighted(xs: Tensor, w: Tensor) -> Tensor:
  flat = torch.reshape(xs, [xs.size(0), -1])
  sum = torch.sum(torch.mul(flat, torch.unsqueeze(w, 1)), [0])
  return torch.reshape(sum, torch.size(torch.select(xs, 0, 0)))

# The q-quantile of x between its two nearest entries, as torch.quantile, without its bound of 16M entries
def quantile(x: Tensor, q: float) -> Tensor:
  flat = torch.reshape(x, [-1])
  at = q * float(torch.numel(flat) - 1)
  low = int(at)
  lower, unused = torch.kthvalue(flat, low + 1)
  upper, unused0 = torch.kthvalue(flat, min(low + 2, torch.numel(flat)))
  return torch.add(lower, torch.mul(torch.sub(upper, lower), at - float(low)))

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def transposed(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.contiguous(torch.t(x))

  def product(self: __torch__.M, p: Tensor, q: Tensor) -> Tensor:
    return torch.mm(torch.t(q), torch.t(p))

  def difference(self: __torch__.M, x: Tensor, y: Tensor) -> Tensor:
    return torch.sub(x, y)

  def sum(self: __torch__.M, xs: List[Tensor], w: Tensor) -> Tensor:
    return __torch__.weighted(torch.stack(xs), w)

  # p [in, r_i], q [r_i, out] -> one p, whose columns are times their weight of w [n], and one q
  def joined(self: __torch__.M, ps: List[Tensor], qs: List[Tensor], w: Tensor) -> Tuple[Tensor, Tensor]:
    parts : List[Tensor] = []
    for i in range(torch.len(ps)):
      parts.append(torch.mul(ps[i], torch.select(w, 0, i)))
    return (torch.cat(parts, 1), torch.cat(qs, 0))

  # The k entries of largest size; the others become zero
  def largest(self: __torch__.M, x: Tensor, k: int) -> Tensor:
    flat = torch.reshape(x, [-1])
    unused, index = torch.topk(torch.abs(flat), k)
    mask = torch.index_fill(torch.zeros_like(flat), 0, index, 1.)
    return torch.reshape(torch.mul(flat, mask), torch.size(x))

  # mask: 1 where an entry stays
  def dropped(self: __torch__.M, x: Tensor, mask: Tensor, density: float) -> Tensor:
    return torch.div(torch.mul(x, torch.reshape(mask, torch.size(x))), density)

  # TIES: of each entry, the sign that outweighs the other in sum or in number; the weighted mean of those that have it
  def elected(self: __torch__.M, xs: List[Tensor], w: Tensor, by_number: bool) -> Tensor:
    x = torch.stack(xs)
    sign = torch.sign(x)
    if by_number:
      vote = torch.sum(sign, [0])
    else:
      vote = torch.sum(x, [0])
    majority = torch.sub(torch.mul(torch.to(torch.ge(vote, 0.), 6), 2.), 1.)
    agree = torch.to(torch.eq(sign, majority), 6)
    count = torch.clamp_min(torch.sum(agree, [0]), 1.)
    return torch.div(__torch__.weighted(torch.mul(x, agree), w), count)

  # The rank r change nearest to d, as a = V' and b = U S
  def truncated(self: __torch__.M, d: Tensor, r: int) -> Tuple[Tensor, Tensor]:
    u, s, v = torch.linalg_svd(d, False)
    return (torch.slice(v, 0, 0, r), torch.mul(torch.slice(u, 1, 0, r), torch.slice(s, 0, 0, r)))

  # The same of (p q)', which is not formed
  def truncated_product(self: __torch__.M, p: Tensor, q: Tensor, r: int) -> Tuple[Tensor, Tensor]:
    right, rp = torch.linalg_qr(torch.to(p, 7))
    left, rq = torch.linalg_qr(torch.to(torch.t(q), 7))
    u, s, v = torch.linalg_svd(torch.mm(rq, torch.t(rp)), False)
    a = torch.mm(torch.slice(v, 0, 0, r), torch.t(right))
    b = torch.mm(left, torch.mul(torch.slice(u, 1, 0, r), torch.slice(s, 0, 0, r)))
    return (torch.to(a, 6), torch.to(b, 6))

  # Both within plus and minus the q-quantile of all their entries
  def clamped(self: __torch__.M, a: Tensor, b: Tensor, q: float) -> Tuple[Tensor, Tensor]:
    high = __torch__.quantile(torch.cat([torch.reshape(b, [-1]), torch.reshape(a, [-1])]), q)
    low = torch.neg(high)
    return (torch.clamp(a, low, high), torch.clamp(b, low, high))

  # RobustMerge: the entries not smaller than the k-th smallest; the others become zero
  def trimmed(self: __torch__.M, x: Tensor, k: int) -> Tensor:
    size = torch.abs(torch.reshape(x, [-1]))
    threshold, unused = torch.kthvalue(size, k)
    return torch.mul(x, torch.to(torch.ge(torch.abs(x), threshold), 6))

  # RobustMerge: what trimming took of each row of a, [r]; from the place `least` in order on
  def row_scale(self: __torch__.M, a: Tensor, trimmed: Tensor, least: int) -> Tensor:
    kept = torch.sum(torch.abs(trimmed), [1])
    all = torch.sum(torch.abs(a), [1])
    ratio = torch.where(torch.gt(kept, 0.), torch.div(all, torch.clamp_min(kept, 1e-30)), torch.ones_like(all))
    sorted, unused = torch.sort(ratio)
    return torch.maximum(ratio, torch.select(sorted, 0, least))

  # bs [out, r], scales [r], w [n] -> the mean of b's columns by their scales, times w
  def scaled_mean(self: __torch__.M, bs: List[Tensor], scales: List[Tensor], w: Tensor) -> Tensor:
    c = torch.stack(scales)
    x = torch.mul(torch.stack(bs), torch.unsqueeze(c, 1))
    return torch.div(__torch__.weighted(x, w), torch.sum(c, [0]))

  # Of each column of d1 and d2, (p q)': |d1|^2, |d2|^2 and d1 . d2, [3, in] float64
  def column_products(self: __torch__.M, p1: Tensor, q1: Tensor, p2: Tensor, q2: Tensor) -> Tensor:
    a, b = torch.to(p1, 7), torch.to(p2, 7)
    x, y = torch.to(q1, 7), torch.to(q2, 7)
    one = torch.sum(torch.mul(torch.mm(a, torch.mm(x, torch.t(x))), a), [1])
    two = torch.sum(torch.mul(torch.mm(b, torch.mm(y, torch.t(y))), b), [1])
    both = torch.sum(torch.mul(torch.mm(a, torch.mm(x, torch.t(y))), b), [1])
    return torch.stack([one, two, both])

  def row_scaled(self: __torch__.M, p: Tensor, m: Tensor) -> Tensor:
    return torch.mul(p, torch.unsqueeze(m, 1))

  # [sum of the sizes of the k largest entries, sum of all sizes], float64
  def sizes(self: __torch__.M, d: Tensor, k: int) -> Tensor:
    size = torch.to(torch.abs(torch.reshape(d, [-1])), 7)
    top, unused = torch.topk(size, k)
    return torch.stack([torch.sum(top), torch.sum(size)])

  # Frobenius norm of (p q)', which is not formed, float64
  def product_norm(self: __torch__.M, p: Tensor, q: Tensor) -> Tensor:
    x, y = torch.to(p, 7), torch.to(q, 7)
    square = torch.sum(torch.mul(torch.mm(torch.t(x), x), torch.mm(y, torch.t(y))))
    return torch.sqrt(torch.clamp_min(square, 0.))

  def norm(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.linalg_vector_norm(torch.to(x, 7))
