# Singular values and vectors of a linear layer's weight w0 [out, in] and of w1 = w0 + d, all in float64 (dtype 7); dtype 15 is
# bfloat16. m is the smaller of out and in.

# Largest principal angle, in degrees, between the spaces of two sets of orthonormal columns, a and b [n, k]. Sine and cosine
# together are exact for small angles and for large ones; signs and rotations inside the spaces do not matter.
def angle(a: Tensor, b: Tensor) -> Tensor:
  c = torch.mm(torch.t(a), b)
  cosine = torch.amin(torch.linalg_svdvals(c))
  sine = torch.amax(torch.linalg_svdvals(b - torch.mm(a, c)))
  return torch.rad2deg(torch.atan2(sine, cosine))

# w [out, in] -> left singular vectors [out, m], singular values [m], right ones [in, m]. LAPACK takes three times as long for a
# wide matrix as for its transpose.
def svd(w: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  x = torch.to(w, 7)
  wide = torch.size(w, 0) < torch.size(w, 1)
  if wide:
    x = torch.t(x)
  a, s, bh = torch.linalg_svd(x, False)
  b = torch.t(bh)
  if wide:
    left, right = b, a
  else:
    left, right = a, b
  return (left, s, right)

def energy(x: Tensor) -> Tensor:
  return torch.sum(x * x)

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # w [out, in] -> left singular vectors [out, m], singular values [m], the first k right ones [in, k]
  def decompose(self: __torch__.M, w: Tensor, k: int) -> Tuple[Tensor, Tensor, Tensor]:
    u, s, v = __torch__.svd(w)
    return (torch.clone(u, memory_format=0), s, torch.clone(torch.slice(v, 1, 0, k), memory_format=0))

  def finite(self: __torch__.M, xs: List[Tensor]) -> bool:
    for i in range(torch.len(xs)):
      if not bool(torch.all(torch.isfinite(xs[i]))):
        return False
    return True

  # d = (p q)', p [in, r], q [r, out]; u [out, m] -> singular values of d, at most r; |u_k' d|^2. Never forms d.
  def low_rank(self: __torch__.M, p: Tensor, q: Tensor, u: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    unused, rp = torch.linalg_qr(torch.to(p, 7))
    left, rq = torch.linalg_qr(torch.to(torch.t(q), 7))
    core = torch.mm(rq, torch.t(rp))
    principal = torch.mm(torch.mm(torch.t(torch.slice(u, 1, 0, k)), left), core)
    return (torch.linalg_svdvals(core), __torch__.energy(principal))

  # The same of d = w1 - w0.
  def dense(self: __torch__.M, w0: Tensor, w1: Tensor, u: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    d = torch.to(w1, 7) - torch.to(w0, 7)
    principal = torch.mm(torch.t(torch.slice(u, 1, 0, k)), d)
    return (torch.linalg_svdvals(d), __torch__.energy(principal))

  # w0 + (p q)', float64
  def edited(self: __torch__.M, w0: Tensor, p: Tensor, q: Tensor) -> Tensor:
    return torch.addmm(torch.to(w0, 7), torch.to(torch.t(q), 7), torch.to(torch.t(p), 7))

  # u, s, v: decompose of w0 -> [left angle, right angle, intruders, unchanged share, shift of the singular values]
  def compare(self: __torch__.M, w0: Tensor, w1: Tensor, u: Tensor, s: Tensor, v: Tensor, tops: int, threshold: float, tolerance: float) -> Tensor:
    k = torch.size(v, 1)
    u1, s1, v1 = __torch__.svd(w1)
    left = __torch__.angle(torch.slice(u, 1, 0, k), torch.slice(u1, 1, 0, k))
    right = __torch__.angle(v, torch.slice(v1, 1, 0, k))
    likeness = torch.amax(torch.abs(torch.mm(torch.t(u), torch.slice(u1, 1, 0, tops))), [0])
    intruders = torch.sum(torch.to(torch.lt(likeness, threshold), 7))
    a = torch.to(torch.to(w0, 15), 7)
    b = torch.to(torch.to(w1, 15), 7)
    same = torch.le(torch.abs(b - a), torch.maximum(torch.abs(a), torch.abs(b)) * tolerance)
    unchanged = torch.mean(torch.to(same, 7))
    shift = torch.div(torch.linalg_vector_norm(s1 - s), torch.linalg_vector_norm(s))
    return torch.stack([left, right, intruders, unchanged, shift])
