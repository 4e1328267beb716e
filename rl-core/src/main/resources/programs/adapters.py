# What the tensors of adapter methods mean: P [in, r], Q [r, out] and scales of the edit y = s_out (x W') + (x P) Q + b.
# w [out, in] is a frozen weight, a [r, in], b [out, r]. Recorded by autograd, but for what says otherwise. dtype 6 is float32,
# 7 float64.

# logits [..., n] -> their k largest as a softmax, times rows of bank [n, h]: [..., h]
def mixture(logits: Tensor, bank: Tensor, k: int) -> Tensor:
  top, index = torch.topk(logits, k, -1, True, True)
  weights = torch.unsqueeze(torch.softmax(top, -1), -1)
  rows = torch.index_select(bank, 0, torch.reshape(index, [-1]))
  shaped = torch.reshape(rows, [logits.size(0), logits.size(1), k, bank.size(1)])
  return torch.sum(torch.mul(weights, shaped), [2])

# 2 pi f i / n for i < n, [n, k]; whole turns are left out before rounding
def angles(f: Tensor, n: int) -> Tensor:
  i = torch.arange(n, device=f.device)
  turns = torch.remainder(torch.mul(torch.unsqueeze(i, 1), torch.unsqueeze(f, 0)), n)
  return torch.mul(torch.to(turns, 6), 6.283185307179586 / float(n))

# (x + 1e-8 I)^-1
def inverse(x: Tensor) -> Tensor:
  eye = torch.eye(x.size(0), dtype=x.dtype, device=x.device)
  return torch.linalg_inv(torch.add(x, torch.mul(eye, 1e-8)))

# w [out, in] with its columns rotated block by block: w r', r [blocks, b, b], or [1, b, b] for all blocks alike
def rotated(w: Tensor, r: Tensor) -> Tensor:
  parts = torch.permute(torch.reshape(w, [w.size(0), -1, r.size(1)]), [1, 0, 2])
  turned = torch.matmul(parts, torch.transpose(r, 1, 2))
  return torch.reshape(torch.permute(turned, [1, 0, 2]), [w.size(0), w.size(1)])

# Skew-symmetric k [blocks, b, b] -> (I - k)(I + k)^-1
def cayley(k: Tensor) -> Tensor:
  eye = torch.eye(k.size(1), device=k.device)
  return torch.matmul(torch.sub(eye, k), torch.linalg_inv(torch.add(eye, k)))

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def flat(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.reshape(x, [-1])

  def product(self: __torch__.M, x: Tensor, y: Tensor) -> Tensor:
    return torch.mul(torch.reshape(x, [-1]), torch.reshape(y, [-1]))

  def sum(self: __torch__.M, x: Tensor, y: Tensor) -> Tensor:
    return torch.add(x, y)

  def low_rank(self: __torch__.M, a: Tensor, b: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
    return (torch.t(a), torch.mul(torch.t(b), scale))

  # Some rows of a table.
  def rows(self: __torch__.M, table: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(table, 0, index)

  def with_rows(self: __torch__.M, table: Tensor, index: Tensor, rows: Tensor) -> Tensor:
    return torch.index_copy(table, 0, index, rows)

  # e [V, d], a [r, V], b [d, r] -> e + scale (b a)'
  def embedding_lora(self: __torch__.M, e: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    return torch.add(e, torch.mul(torch.matmul(torch.t(a), torch.t(b)), scale))

  # w [out, in], a [r, in], b [out, r] -> w + scale b a
  def head_lora(self: __torch__.M, w: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    return torch.add(w, torch.mul(torch.matmul(b, a), scale))

  # The largest difference, as a share of the largest element.
  def difference_share(self: __torch__.M, x: Tensor, y: Tensor) -> Tensor:
    return torch.div(torch.amax(torch.abs(torch.sub(x, y))), torch.clamp(torch.amax(torch.abs(y)), 1e-30))

  # Tensors of the same rows side by side, and the reverse.
  def columns(self: __torch__.M, parts: List[Tensor]) -> Tensor:
    return torch.to(torch.cat(parts, 1), 6)

  def split(self: __torch__.M, x: Tensor, width: int) -> List[Tensor]:
    parts : List[Tensor] = []
    for i in range(x.size(1) // width):
      parts.append(torch.contiguous(torch.slice(x, 1, i * width, (i + 1) * width)))
    return parts

  # embedding [n, t] -> two layers' output [n, m]
  def prefix_network(self: __torch__.M, embedding: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    return torch.linear(torch.tanh(torch.linear(embedding, w1, b1)), w2, b2)

  # rows' squared lengths [out]
  def squares(self: __torch__.M, w: Tensor) -> Tensor:
    return torch.sum(torch.mul(w, w), [1])

  def root(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.sqrt(x)

  # m [out]; w2 [out]: squares of w; wa [r, out]: a W'. The norm of W + scale b a takes no gradient.
  def dora(self: __torch__.M, a: Tensor, b: Tensor, m: Tensor, w2: Tensor, wa: Tensor, scale: float) -> Tuple[Tensor, Tensor, Tensor]:
    fa = torch.detach(a)
    fb = torch.detach(b)
    cross = torch.sum(torch.mul(fb, torch.t(wa)), [1])
    own = torch.sum(torch.mul(torch.mm(fb, torch.mm(fa, torch.t(fa))), fb), [1])
    n2 = torch.add(torch.add(w2, torch.mul(cross, 2. * scale)), torch.mul(own, scale * scale))
    ratio = torch.div(m, torch.sqrt(torch.clamp_min(n2, 1e-12)))
    q = torch.t(torch.mul(torch.mul(b, torch.unsqueeze(ratio, 1)), scale))
    return (torch.t(a), q, ratio)

  # a [r, at least in], b [at least out, r], d [r], l [out]
  def vera(self: __torch__.M, a: Tensor, b: Tensor, d: Tensor, l: Tensor, inputs: int) -> Tuple[Tensor, Tensor]:
    p = torch.t(torch.mul(torch.slice(a, 1, 0, inputs), torch.unsqueeze(d, 1)))
    q = torch.t(torch.mul(torch.slice(b, 0, 0, l.size(0)), torch.unsqueeze(l, 1)))
    return (p, q)

  # d [r, n], its columns repeated: input i is added to the others of i mod r
  def miss(self: __torch__.M, d: Tensor, inputs: int, times: int) -> Tuple[Tensor, Tensor]:
    r = d.size(0)
    i = torch.remainder(torch.arange(inputs, device=d.device), r)
    p = torch.to(torch.eq(torch.unsqueeze(i, 1), torch.arange(r, device=d.device)), 6)
    return (p, torch.repeat(d, [1, times]))

  # u [in, r] -> its columns at length 1, as rows [r, in]
  def unit(self: __torch__.M, u: Tensor) -> Tensor:
    v = torch.t(u)
    return torch.div(v, torch.linalg_vector_norm(v, 2, [1], True))

  # v [r, in] of length 1, wv [r, out] = v W': W times the reflections I - 2 v v' one after the other
  def hra(self: __torch__.M, v: Tensor, wv: Tensor) -> Tuple[Tensor, Tensor]:
    half = torch.mul(torch.eye(v.size(0), device=v.device), 0.5)
    t = torch.linalg_inv(torch.add(half, torch.triu(torch.mm(v, torch.t(v)), 1)))
    return (torch.t(v), torch.neg(torch.mm(torch.t(t), wv)))

  # v [r, in], wv [r, out] = v W': W (I - 2 times the projection on the rows of v)
  def hra_orthogonal(self: __torch__.M, v: Tensor, wv: Tensor) -> Tuple[Tensor, Tensor]:
    return (torch.t(v), torch.mul(torch.linalg_solve(torch.mm(v, torch.t(v)), wv), -2.))

  # a [r, in / h, n], b [out / h, r, n], bank [n, h]
  def vblora(self: __torch__.M, a: Tensor, b: Tensor, bank: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    p = torch.t(torch.reshape(__torch__.mixture(a, bank, k), [a.size(0), -1]))
    q = torch.reshape(torch.permute(__torch__.mixture(b, bank, k), [1, 0, 2]), [b.size(1), -1])
    return (p, q)

  # c [n]: coefficients of the spectrum of the change, at rows and columns [n] int64
  def fourier_edit(self: __torch__.M, c: Tensor, rows: Tensor, columns: Tensor, inputs: int, outputs: int, scale: float) -> Tuple[Tensor, Tensor]:
    x = __torch__.angles(columns, inputs)
    y = torch.t(__torch__.angles(rows, outputs))
    g = torch.mul(torch.unsqueeze(c, 1), scale / float(inputs * outputs))
    p = torch.cat([torch.cos(x), torch.sin(x)], 1)
    q = torch.cat([torch.mul(g, torch.cos(y)), torch.neg(torch.mul(g, torch.sin(y)))], 0)
    return (p, q)

  def fourier_dense(self: __torch__.M, w: Tensor, c: Tensor, rows: Tensor, columns: Tensor, scale: float) -> Tensor:
    at = torch.add(torch.mul(rows, w.size(1)), columns)
    empty = torch.zeros([torch.numel(w)], dtype=6, device=c.device)
    f = torch.reshape(torch.scatter(empty, 0, at, c), [w.size(0), w.size(1)])
    return torch.add(w, torch.mul(torch.real(torch.fft_ifft2(f)), scale))

  # A part of the singular value decomposition of w: r triplets from one on, as a [r, in] = S^right V', b [out, r] = U S^left
  def svd(self: __torch__.M, w: Tensor, start: int, r: int, left: float, right: float) -> Tuple[Tensor, Tensor]:
    u, s, v = torch.linalg_svd(torch.to(w, 7), False)
    part = torch.slice(s, 0, start, start + r)
    b = torch.mul(torch.slice(u, 1, start, start + r), torch.pow(part, left))
    a = torch.mul(torch.slice(v, 0, start, start + r), torch.unsqueeze(torch.pow(part, right), 1))
    return (torch.contiguous(torch.to(a, 6)), torch.contiguous(torch.to(b, 6)))

  # The first r columns of Q and rows of R of w = Q R
  def qr(self: __torch__.M, w: Tensor, r: int) -> Tuple[Tensor, Tensor]:
    q, x = torch.linalg_qr(torch.to(w, 7))
    a = torch.slice(x, 0, 0, r)
    b = torch.slice(q, 1, 0, r)
    return (torch.contiguous(torch.to(a, 6)), torch.contiguous(torch.to(b, 6)))

  # LoRA-GA: singular vectors of g [out, in] at the indices ia, ib as a [r, in] and b [out, r], b times its singular values; and
  # how many times the largest of those the largest of w is
  def lora_ga(self: __torch__.M, g: Tensor, w: Tensor, ia: Tensor, ib: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    u, s, v = torch.linalg_svd(torch.to(g, 7), False)
    sb = torch.index_select(s, 0, ib)
    a = torch.contiguous(torch.index_select(v, 0, ia))
    b = torch.mul(torch.index_select(u, 1, ib), sb)
    most = torch.slice(torch.linalg_svdvals(torch.to(w, 7)), 0, 0, 1)
    first = torch.slice(sb, 0, 0, 1)
    ratio = torch.where(torch.gt(first, 0.), torch.div(most, first), torch.ones_like(first))
    return (torch.to(a, 6), torch.contiguous(torch.to(b, 6)), torch.to(ratio, 6))

  # EVA: second moments [in + 1, in + 1] of inputs and a one -> the first r principal components [r, in], their largest element
  # positive, rows past the last component zero; and the share of the variance that each explains [r]
  def principal(self: __torch__.M, moments: Tensor, r: int) -> Tuple[Tensor, Tensor]:
    n = moments.size(0) - 1
    m = torch.div(torch.to(moments, 7), torch.clamp_min(torch.to(moments[n][n], 7), 1.))
    mean = torch.slice(m[n], 0, 0, n)
    covariance = torch.sub(torch.slice(torch.slice(m, 0, 0, n), 1, 0, n), torch.outer(mean, mean))
    values, vectors = torch.linalg_eigh(covariance)
    ordered = torch.flip(values, [0])
    rows = torch.t(torch.flip(vectors, [1]))
    largest = torch.gather(rows, 1, torch.argmax(torch.abs(rows), 1, True))
    rows = torch.mul(rows, torch.sign(largest))
    share = torch.div(torch.clamp_min(ordered, 0.), torch.clamp_min(torch.sum(ordered), 1e-30))
    missing = r
    if n < r:
      missing = n
    zeros = torch.zeros([r - missing, n], dtype=7, device=m.device)
    none = torch.zeros([r - missing], dtype=7, device=m.device)
    a = torch.cat([torch.slice(rows, 0, 0, missing), zeros])
    return (torch.contiguous(torch.to(a, 6)), torch.to(torch.cat([torch.slice(share, 0, 0, missing), none]), 6))

  # x with all rows but the first n zero
  def first_rows(self: __torch__.M, x: Tensor, n: int) -> Tensor:
    kept = torch.lt(torch.arange(x.size(0), device=x.device), n)
    return torch.mul(x, torch.unsqueeze(torch.to(kept, 6), 1))

  # a [r, in], b [out, r] without the ranks that are zero in both, but with one at least
  def without_zeros(self: __torch__.M, a: Tensor, b: Tensor) -> Tuple[Tensor, Tensor]:
    used = torch.add(torch.amax(torch.abs(torch.detach(a)), [1]), torch.amax(torch.abs(torch.detach(b)), [0]))
    index = torch.reshape(torch.nonzero(torch.gt(used, 0.)), [-1])
    if torch.numel(index) == 0:
      index = torch.zeros([1], dtype=4, device=a.device)
    left = torch.contiguous(torch.index_select(torch.detach(a), 0, index))
    return (left, torch.contiguous(torch.index_select(torch.detach(b), 1, index)))

  # w with its rows (or columns, axis 1) at index replaced
  def with_part(self: __torch__.M, w: Tensor, part: Tensor, index: Tensor, axis: int) -> Tensor:
    return torch.index_copy(w, axis, index, part)

  # b a less frozen b0 a0
  def difference(self: __torch__.M, a: Tensor, b: Tensor, a0: Tensor, b0: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
    p = torch.cat([torch.t(a), torch.t(a0)], 1)
    q = torch.mul(torch.cat([torch.t(b), torch.neg(torch.t(b0))], 0), scale)
    return (p, q)

  # b core a, core [r, r]
  def core(self: __torch__.M, a: Tensor, b: Tensor, core: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
    return (torch.t(a), torch.mul(torch.t(torch.mm(b, core)), scale))

  # v [u], projections [u, r, r] -> their sum, each times its number
  def combination(self: __torch__.M, v: Tensor, projections: Tensor) -> Tensor:
    return torch.sum(torch.mul(torch.reshape(v, [-1, 1, 1]), projections), [0])

  # a [n, r, in], b [n, out, r], scales [n, out]
  def multilora(self: __torch__.M, a: Tensor, b: Tensor, scales: Tensor) -> Tuple[Tensor, Tensor]:
    p = torch.t(torch.reshape(a, [-1, a.size(2)]))
    q = torch.permute(torch.mul(b, torch.unsqueeze(scales, 2)), [0, 2, 1])
    return (p, torch.reshape(q, [-1, b.size(1)]))

  # a [max(in, out), r], ramp [1]
  def singlora(self: __torch__.M, a: Tensor, ramp: Tensor, inputs: int, outputs: int, scale: float) -> Tuple[Tensor, Tensor]:
    q = torch.mul(torch.t(torch.slice(a, 0, 0, outputs)), torch.mul(ramp, scale))
    return (torch.slice(a, 0, 0, inputs), q)

  def row(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.reshape(x, [1, -1])

  # a, b [out, 1] or [1]
  def glora(self: __torch__.M, a: Tensor, b: Tensor, inputs: int, outputs: int) -> Tuple[Tensor, Tensor, Tensor]:
    p = torch.ones([inputs, 1], dtype=6, device=a.device)
    none = torch.zeros([outputs], dtype=6, device=a.device)
    q = torch.unsqueeze(torch.add(none, torch.reshape(b, [-1])), 0)
    return (p, q, torch.add(torch.add(none, torch.reshape(a, [-1])), 1.))

  # a, b [out, in]
  def glora_dense(self: __torch__.M, w: Tensor, a: Tensor, b: Tensor) -> Tensor:
    return torch.add(torch.mul(w, torch.add(a, 1.)), b)

  # b0 [out], d, e [out] or [1], wc [1, out]
  def glora_bias(self: __torch__.M, b0: Tensor, d: Tensor, e: Tensor, wc: Tensor) -> Tensor:
    return torch.add(torch.add(torch.mul(b0, torch.add(d, 1.)), e), torch.reshape(wc, [-1]))

  # e [r, 1]
  def adalora(self: __torch__.M, a: Tensor, b: Tensor, e: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
    return (torch.t(torch.mul(a, e)), torch.mul(torch.t(b), scale))

  # Mean over all a, b of how far a a' and b' b are from I, times weight
  def orthogonality(self: __torch__.M, xs: List[Tensor], ys: List[Tensor], weight: float) -> Tensor:
    total = torch.zeros([1], dtype=6, device=xs[0].device)
    for i in range(torch.len(xs)):
      x = xs[i]
      y = ys[i]
      eye = torch.eye(x.size(0), device=x.device)
      total = torch.add(total, torch.linalg_vector_norm(torch.sub(torch.mm(x, torch.t(x)), eye)))
      total = torch.add(total, torch.linalg_vector_norm(torch.sub(torch.mm(torch.t(y), y), eye)))
    return torch.mul(total, weight / float(2 * torch.len(xs)))

  # In place, not recorded: running means of |x g| and of how far it is from its mean. What is not finite is left out.
  def importance(self: __torch__.M, x: Tensor, g: Tensor, mean: Tensor, spread: Tensor, beta1: float, beta2: float) -> Tensor:
    now = torch.nan_to_num(torch.abs(torch.mul(x, g)), 0., 0., 0.)
    torch.add_(torch.mul_(mean, beta1), now, alpha=1. - beta1)
    return torch.add_(torch.mul_(spread, beta2), torch.abs(torch.sub(now, mean)), alpha=1. - beta2)

  # LoRA-FA: the gradient of b that makes the best step of b a with a fixed
  def lora_fa(self: __torch__.M, g: Tensor, a: Tensor, scale: float) -> Tensor:
    x = torch.to(a, 7)
    y = torch.mm(torch.to(g, 7), __torch__.inverse(torch.mm(x, torch.t(x))))
    return torch.to(torch.div(y, scale * scale), 6)

  # LoRA-Pro: gradients of a and b whose step of b a is nearest to that of full fine-tuning
  def lora_pro(self: __torch__.M, ga: Tensor, gb: Tensor, a: Tensor, b: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
    fa = torch.div(torch.to(ga, 7), scale * scale)
    fb = torch.div(torch.to(gb, 7), scale * scale)
    x = torch.to(a, 7)
    y = torch.to(b, 7)
    aa = torch.mm(x, torch.t(x))
    right = torch.mm(fb, __torch__.inverse(aa))
    if bool(torch.all(torch.eq(b, 0.))):
      newA, newB = ga, right
    else:
      bb = torch.mm(torch.t(y), y)
      ib = __torch__.inverse(bb)
      left = torch.mm(ib, fa)
      mu, u = torch.linalg_eigh(bb)
      nu, v = torch.linalg_eigh(aa)
      c = torch.neg(torch.mm(torch.mm(torch.t(u), torch.mm(left, torch.t(x))), v))
      sums = torch.add(torch.unsqueeze(mu, 1), torch.unsqueeze(nu, 0))
      s = torch.mm(torch.mm(u, torch.div(c, sums)), torch.t(v))
      newA = torch.add(left, torch.mm(s, x))
      newB = torch.sub(torch.sub(right, torch.mm(torch.mm(y, ib), torch.mm(torch.t(y), right))), torch.mm(y, s))
    return (torch.to(newA, 6), torch.to(newB, 6))

  # Importances and uncertainties of a [r, in], b [out, r], e [r, 1] -> scores of the r triplets
  def triplets(self: __torch__.M, a: Tensor, ua: Tensor, b: Tensor, ub: Tensor, e: Tensor, ue: Tensor) -> Tensor:
    vectors = torch.add(torch.mean(torch.mul(a, ua), [1]), torch.mean(torch.mul(b, ub), [0]))
    return torch.add(torch.reshape(torch.mul(e, ue), [-1]), vectors)

  def chosen(self: __torch__.M, x: Tensor, index: Tensor, axis: int) -> Tensor:
    return torch.contiguous(torch.index_select(torch.detach(x), axis, index))

  # upper [blocks, b (b - 1) / 2]: above the diagonals of k; terms of the series, or 0 for the exact rotation
  def oft(self: __torch__.M, w: Tensor, upper: Tensor, b: int, terms: int) -> Tensor:
    at = torch.triu_indices(b, b, 1, device=w.device)
    flat = torch.add(torch.mul(torch.select(at, 0, 0), b), torch.select(at, 0, 1))
    empty = torch.zeros([upper.size(0), b * b], dtype=6, device=w.device)
    half = torch.reshape(torch.index_copy(empty, 1, flat, upper), [upper.size(0), b, b])
    k = torch.sub(half, torch.transpose(half, 1, 2))
    if terms == 0:
      r = __torch__.cayley(k)
    else:
      r = torch.add(torch.eye(b, device=w.device), torch.mul(k, 2.))
      power = k
      for i in range(2, terms):
        power = torch.bmm(power, k)
        weight = 2.
        if i == terms - 1 and i > 2:
          weight = 1.
        r = torch.add(r, torch.mul(power, weight))
    return __torch__.rotated(w, r)

  # upper [blocks, b (b - 1) / 2], each block's skew-symmetric matrix brought to a norm of at most eps / sqrt(blocks). The
  # gradient is that of upper itself.
  def within(self: __torch__.M, upper: Tensor, eps: float) -> Tensor:
    x = torch.detach(upper)
    norm = torch.mul(torch.linalg_vector_norm(x, 2, [1], True), 1.4142135623730951)
    most = eps * (float(x.size(0)) ** -0.5)
    near = torch.where(torch.le(norm, most), x, torch.mul(torch.div(x, norm), most))
    return torch.add(upper, torch.sub(near, x))

  # d [m, blocks, b, b], s [out, 1], orders [2 m, in]: the inputs' order in each of m rotations, then how to undo each
  def boft(self: __torch__.M, w: Tensor, d: Tensor, s: Tensor, orders: Tensor) -> Tensor:
    m = d.size(0)
    turned = w
    for i in range(m):
      x = torch.select(d, 0, i)
      k = torch.mul(torch.sub(x, torch.transpose(x, 1, 2)), 0.5)
      sorted = torch.index_select(turned, 1, torch.select(orders, 0, m + i))
      turned = torch.index_select(__torch__.rotated(sorted, __torch__.cayley(k)), 1, torch.select(orders, 0, i))
    return torch.mul(turned, s)

  def loha(self: __torch__.M, w: Tensor, a1: Tensor, b1: Tensor, a2: Tensor, b2: Tensor, scale: float) -> Tensor:
    return torch.add(w, torch.mul(torch.mul(torch.mm(a1, b1), torch.mm(a2, b2)), scale))

  def mm(self: __torch__.M, a: Tensor, b: Tensor) -> Tensor:
    return torch.mm(a, b)

  def lokr(self: __torch__.M, w: Tensor, w1: Tensor, w2: Tensor, scale: float) -> Tensor:
    return torch.add(w, torch.mul(torch.kron(w1, w2), scale))

  # d [out / r, r, r]: block (i, j) of the change is W_ij d_i + d_i
  def miss_bat(self: __torch__.M, w: Tensor, d: Tensor) -> Tensor:
    r = d.size(1)
    blocks = torch.permute(torch.reshape(w, [d.size(0), r, -1, r]), [0, 2, 1, 3])
    own = torch.unsqueeze(d, 1)
    change = torch.permute(torch.add(torch.matmul(blocks, own), own), [0, 2, 1, 3])
    return torch.add(w, torch.reshape(change, [w.size(0), w.size(1)]))
