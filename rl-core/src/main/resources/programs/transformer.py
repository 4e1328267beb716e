# The decoder-only transformer of the Qwen2, Qwen3 and Llama families, in one definition for training, prefill and decode.
#
# Tokens of a batch stand in one flat list of N rows without padding, h [N, d]. Only attention sees sequences: it gathers rows
# into padded segments and scatters the results back.
#
# Weights of a layer, ws: 0 input norm [d], 1 q,k,v projection [(H + 2 KV) D, d], 2 q norm [D] or empty, 3 k norm [D] or empty,
#   4 output projection [d, H D], 5 post-attention norm [d], 6 gate,up projection [2 f, d], 7 down projection [d, f];
#   8 to 15 two scales for each of the four projections in that order, empty where its weight is not quantised: scales of
#   blocks, and what runs of blocks share.
# Edits of a layer, es: P [in, r], Q [r, out], b [out], s_out [out], s_in [in] for each of the four projections in that order;
#   then down [d, r], its bias [r], up [r, d], its bias [d] and the activation of the bottlenecks after attention and after the
#   MLP. Empty where absent.
# Virtual tokens have ids from the vocabulary's size on: their embeddings are the rows of soft [n, d], and where a layer has a
#   prefix of keys and values [n, KV D] those stand in place of what the layer makes of them.
# cos, sin [N, 1, D]: the rotary angles of each row; sin has its first half negated.
# Rows may be of several models of one base, M of them: those of model m stand from starts[m] to starts[m + 1], and its ws and es
#   stand m times a model's number of them into the lists, es with five absent ones behind all. ends[i * M + m] is the model
#   after the last one from m on that has the same weight i as m, so that rows of these share a product. With one model both
#   are without meaning.

def rms_norm(x: Tensor, w: Tensor) -> Tensor:
  return torch.rms_norm(x, [x.size(-1)], w, ${eps})

# codes [n] uint8, two to a byte, the first in its upper half -> their values [2 n]. Two are looked up as one complex number.
def pairs(codes: Tensor, values: Tensor) -> Tensor:
  both = torch.stack([torch.repeat_interleave(values, 16), torch.repeat(values, [16])], 1)
  found = torch.index_select(torch.view_as_complex(both), 0, torch.to(codes, 3))
  return torch.view(torch.view_as_real(found), [-1])

# What codes stand for, [out, inputs] float32. int8: scales [out]. nf4: the scale of a block of 64 is an entry of the dynamic
# map, times runs[:, 0] plus runs[:, 1]. nvfp4: the scale of a block of 16 is an E4M3 float, times runs[:, 0]. The last column
# of runs is how many blocks each is for.
def dequantised(codes: Tensor, scales: Tensor, runs: Tensor, inputs: int) -> Tensor:
  if codes.dtype == 1:
    return torch.mul(torch.view(codes, [-1, inputs]), torch.unsqueeze(scales, 1))
  blocks = torch.numel(scales)
  counts = torch.to(torch.select(runs, 1, -1), 4)
  shared = torch.index_select(runs, 0, torch.repeat_interleave(counts, output_size=blocks))
  scale = torch.select(shared, 1, 0)
  if torch.size(runs, 1) == 3:
    x = __torch__.pairs(codes, torch.tensor(${nf4}, dtype=6, device=codes.device))
    map = torch.tensor(${dynamic}, dtype=6, device=codes.device)
    entries = torch.index_select(map, 0, torch.to(scales, 3))
    scale = torch.add(torch.mul(entries, scale), torch.select(shared, 1, 1))
  else:
    x = __torch__.pairs(codes, torch.tensor(${e2m1}, dtype=6, device=codes.device))
    scale = torch.mul(torch.to(torch.view_copy(scales, dtype=24), 6), scale)
  y = torch.mul_(torch.view(x, [blocks, -1]), torch.unsqueeze(scale, 1))
  return torch.view(y, [-1, inputs])

# The weight at ws[i] as x takes it, with its scales from ws[j] on. Nothing keeps it longer than the product that reads it.
def weight(x: Tensor, ws: List[Tensor], i: int, j: int) -> Tensor:
  w = ws[i]
  if torch.numel(ws[j]) > 0:
    w = torch.to(__torch__.dequantised(w, ws[j], ws[j + 1], torch.size(x, -1)), x.dtype)
  return w

# y = s_out (.) ((x (.) s_in) W') + (x P) Q + b, with W at ws[i] and its scales from ws[j] on
def linear(x: Tensor, ws: List[Tensor], i: int, j: int, es: List[Tensor], o: int) -> Tensor:
  w = __torch__.weight(x, ws, i, j)
  b = es[o + 2]
  z = x
  if torch.numel(es[o + 4]) > 0:
    z = x * es[o + 4]
  if torch.numel(es[o + 3]) > 0:
    y = torch.linear(z, w) * es[o + 3]
    if torch.numel(b) > 0:
      y = y + b
  elif torch.numel(b) > 0:
    y = torch.linear(z, w, b)
  else:
    y = torch.linear(z, w)
  if torch.numel(es[o]) > 0:
    y = torch.addmm(y, torch.mm(x, es[o]), es[o + 1])
  return y

# The rest of linear in place: y has had (x (.) s_in) W'.
def edit(y: Tensor, x: Tensor, es: List[Tensor], o: int) -> Tensor:
  if torch.numel(es[o + 3]) > 0:
    y = torch.mul_(y, es[o + 3])
  if torch.numel(es[o + 2]) > 0:
    y = torch.add_(y, es[o + 2])
  if torch.numel(es[o]) > 0:
    y = torch.addmm_(y, torch.mm(x, es[o]), es[o + 1])
  return y

# x (.) s_in for the rows of models first to end, which are all of x
def scaled_in(x: Tensor, starts: List[int], first: int, end: int, es: List[Tensor], ne: int, o: int) -> Tensor:
  scaled = False
  for m in range(first, end):
    if torch.numel(es[m * ne + o + 4]) > 0:
      scaled = True
  if scaled:
    z = torch.clone(x)
    for m in range(first, end):
      if torch.numel(es[m * ne + o + 4]) > 0:
        own = torch.slice(z, 0, starts[m] - starts[first], starts[m + 1] - starts[first])
        own = torch.mul_(own, es[m * ne + o + 4])
    return z
  return x

def joined(parts: List[Tensor]) -> Tensor:
  if torch.len(parts) == 1:
    return parts[0]
  return torch.cat(parts)

# linear, each row with its own model: one product for models with the same weight, then each model's edit on its own rows
def linears(x: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], i: int, j: int, es: List[Tensor], o: int) -> Tensor:
  models = torch.len(starts) - 1
  if models < 2:
    return __torch__.linear(x, ws, i, j, es, o)
  nw = torch.len(ws) // models
  ne = (torch.len(es) - 5) // models
  absent = torch.len(es) - 5
  parts : List[Tensor] = []
  m = 0
  while m < models:
    end = ends[i * models + m]
    shared = torch.slice(x, 0, starts[m], starts[end])
    if end == m + 1:
      parts.append(__torch__.linear(shared, ws, m * nw + i, m * nw + j, es, m * ne + o))
    else:
      z = __torch__.scaled_in(shared, starts, m, end, es, ne, o)
      y = __torch__.linear(z, ws, m * nw + i, m * nw + j, es, absent)
      for k in range(m, end):
        own = torch.slice(y, 0, starts[k] - starts[m], starts[k + 1] - starts[m])
        own = __torch__.edit(own, torch.slice(x, 0, starts[k], starts[k + 1]), es, k * ne + o)
      parts.append(y)
    m = end
  return __torch__.joined(parts)

# rms_norm, each row with its own model's gain, weight i
def norms(x: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], i: int) -> Tensor:
  models = torch.len(starts) - 1
  if models < 2:
    return __torch__.rms_norm(x, ws[i])
  nw = torch.len(ws) // models
  parts : List[Tensor] = []
  m = 0
  while m < models:
    end = ends[i * models + m]
    parts.append(__torch__.rms_norm(torch.slice(x, 0, starts[m], starts[end]), ws[m * nw + i]))
    m = end
  return __torch__.joined(parts)

# x + act(x down + b) up + b; the length of es[o + 4] says the activation: 1 relu, 2 gelu, 3 silu
def bottleneck(x: Tensor, es: List[Tensor], o: int) -> Tensor:
  y = x
  if torch.numel(es[o]) > 0:
    u = torch.addmm(es[o + 1], x, es[o])
    if torch.numel(es[o + 4]) == 1:
      u = torch.relu(u)
    elif torch.numel(es[o + 4]) == 2:
      u = torch.gelu(u)
    else:
      u = torch.silu(u)
    y = x + torch.addmm(es[o + 3], u, es[o + 2])
  return y

# bottleneck, each row with its own model
def bottlenecks(x: Tensor, starts: List[int], es: List[Tensor], o: int) -> Tensor:
  models = torch.len(starts) - 1
  if models < 2:
    return __torch__.bottleneck(x, es, o)
  ne = (torch.len(es) - 5) // models
  for m in range(models):
    if torch.numel(es[m * ne + o]) > 0:
      own = torch.slice(x, 0, starts[m], starts[m + 1])
      own = torch.copy_(own, __torch__.bottleneck(own, es, m * ne + o))
  return x

# ids [N] -> their rows [N, d] of the table, or of soft for virtual tokens
def embedded(ids: Tensor, table: Tensor, soft: Tensor) -> Tensor:
  if torch.numel(soft) == 0:
    return torch.embedding(table, ids)
  v = torch.size(table, 0)
  own = torch.embedding(soft, torch.clamp(ids - v, 0, torch.size(soft, 0) - 1))
  real = torch.embedding(table, torch.clamp(ids, 0, v - 1))
  return torch.where(torch.unsqueeze(torch.ge(ids, v), 1), own, real)

# ids [N] -> their rows [N, d] of their own models' tables, weight i
def embeddings(ids: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], i: int) -> Tensor:
  models = torch.len(starts) - 1
  if models < 2:
    return torch.embedding(ws[i], ids)
  nw = torch.len(ws) // models
  parts : List[Tensor] = []
  m = 0
  while m < models:
    end = ends[i * models + m]
    parts.append(torch.embedding(ws[m * nw + i], torch.slice(ids, 0, starts[m], starts[end])))
    m = end
  return __torch__.joined(parts)

# x [N, d] -> logits [N, V] by their own models' heads, weight i
def heads(x: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], i: int) -> Tensor:
  models = torch.len(starts) - 1
  if models < 2:
    return torch.linear(x, ws[i])
  nw = torch.len(ws) // models
  parts : List[Tensor] = []
  m = 0
  while m < models:
    end = ends[i * models + m]
    parts.append(torch.linear(torch.slice(x, 0, starts[m], starts[end]), ws[m * nw + i]))
    m = end
  return __torch__.joined(parts)

# x [N, KV, D] with the rows of virtual tokens replaced: row at[0, i] is row at[1, i] of prefix [n, KV D]
def prefixed(x: Tensor, prefix: Tensor, at: Tensor) -> Tensor:
  if torch.numel(prefix) == 0:
    return x
  own = torch.view(torch.embedding(prefix, at[1]), [-1, ${kv_heads}, ${head_dim}])
  return torch.index_copy(x, 0, at[0], own)

def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  return x * cos + torch.roll(x, [${half}], [-1]) * sin

# h [N, d] -> q [N, H, D], k [N, KV, D], v [N, KV, D], rotated
def project(h: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], wo: int, es: List[Tensor], eo: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  y = __torch__.linears(__torch__.norms(h, starts, ends, ws, wo), starts, ends, ws, wo + 1, wo + 8, es, eo)
  y = torch.view(y, [torch.size(y, 0), ${heads} + 2 * ${kv_heads}, ${head_dim}])
  # Splits, not slices: the gradient of a split is one concatenation, that of a slice a zero-filled copy.
  q, k, v = torch.split_with_sizes(y, [${heads}, ${kv_heads}, ${kv_heads}], 1)
  if torch.numel(ws[wo + 2]) > 0:
    q = __torch__.norms(q, starts, ends, ws, wo + 2)
    k = __torch__.norms(k, starts, ends, ws, wo + 3)
  return (__torch__.rotate(q, cos, sin), __torch__.rotate(k, cos, sin), v)

# Attention's rows [N, H D] and the layer's input -> the layer's output
def finish(h: Tensor, a: Tensor, starts: List[int], ends: List[int], ws: List[Tensor], wo: int, es: List[Tensor], eo: int) -> Tensor:
  o = __torch__.linears(a, starts, ends, ws, wo + 4, wo + 10, es, eo + 5)
  h = h + __torch__.bottlenecks(o, starts, es, eo + 20)
  gu = __torch__.linears(__torch__.norms(h, starts, ends, ws, wo + 5), starts, ends, ws, wo + 6, wo + 12, es, eo + 10)
  f = torch.size(gu, 1) // 2
  gate, up = torch.split_with_sizes(gu, [f, f], 1)
  down = __torch__.linears(torch.silu(gate) * up, starts, ends, ws, wo + 7, wo + 14, es, eo + 15)
  return h + __torch__.bottlenecks(down, starts, es, eo + 25)

# q [B, T, H, D], k and v [B, S, KV, D], mask [B, 1, T, S] additive -> [B, T, H D]. Query heads that share a key head stand as
# further queries of it, so keys are never copied per head.
def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
  b = torch.size(q, 0)
  t = torch.size(q, 1)
  g = ${heads} // ${kv_heads}
  q = torch.permute(torch.view(q, [b, t, ${kv_heads}, g, ${head_dim}]), [0, 2, 3, 1, 4])
  q = torch.reshape(q, [b, ${kv_heads}, g * t, ${head_dim}])
  m = mask
  if t > 1:
    m = torch.repeat(mask, [1, 1, g, 1])
  a = torch.scaled_dot_product_attention(q, torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), m, 0., False)
  a = torch.permute(torch.view(a, [b, ${kv_heads}, g, t, ${head_dim}]), [0, 3, 1, 2, 4])
  return torch.reshape(a, [b, t, ${heads} * ${head_dim}])

# Attention over flat rows. Segment i reads queries from rows queries[i] [B, T] and keys from rows keys[i] [B, S]; the result of
# row n stands at place back[n] of all segments' results put one after the other.
def attend_segments(q: Tensor, k: Tensor, v: Tensor, queries: List[Tensor], keys: List[Tensor], masks: List[Tensor], back: Tensor) -> Tensor:
  q = torch.reshape(q, [torch.size(q, 0), ${heads} * ${head_dim}])
  k = torch.reshape(k, [torch.size(k, 0), ${kv_heads} * ${head_dim}])
  v = torch.reshape(v, [torch.size(v, 0), ${kv_heads} * ${head_dim}])
  parts : List[Tensor] = []
  for i in range(torch.len(queries)):
    b = torch.size(queries[i], 0)
    t = torch.size(queries[i], 1)
    s = torch.size(keys[i], 1)
    qs = torch.view(torch.embedding(q, queries[i]), [b, t, ${heads}, ${head_dim}])
    ks = torch.view(torch.embedding(k, keys[i]), [b, s, ${kv_heads}, ${head_dim}])
    vs = torch.view(torch.embedding(v, keys[i]), [b, s, ${kv_heads}, ${head_dim}])
    parts.append(torch.view(__torch__.attend(qs, ks, vs, masks[i]), [b * t, ${heads} * ${head_dim}]))
  return torch.embedding(torch.cat(parts), back)

def angles(table: Tensor, positions: Tensor) -> Tensor:
  return torch.unsqueeze(torch.embedding(table, positions), 1)

# logits [R, V] float32 of temperature 1, one uniform number per row -> token [R], log-prob [R]. Rows with temperature 0 take the
# likeliest token. cuts [3, R]: top-k (0 off), top-p, min-p, read where cut is true.
def draw(logits: Tensor, noise: Tensor, temperature: Tensor, cuts: Tensor, cut: bool, some_greedy: bool) -> Tuple[Tensor, Tensor]:
  greedy = torch.eq(temperature, 0.)
  t = torch.where(greedy, torch.ones_like(temperature), temperature)
  lp = torch.log_softmax(torch.div(logits, torch.unsqueeze(t, 1)), -1)
  p = torch.exp(lp)
  if cut:
    ranked, order = torch.sort(p, -1, True)
    rank = torch.unsqueeze(torch.arange(torch.size(p, 1), dtype=6, device=p.device), 0)
    k = torch.unsqueeze(cuts[0], 1)
    before = torch.cumsum(ranked, -1) - ranked
    drop = torch.logical_and(torch.gt(k, 0.), torch.ge(rank, k))
    drop = torch.logical_or(drop, torch.ge(before, torch.unsqueeze(cuts[1], 1)))
    drop = torch.logical_or(drop, torch.lt(ranked, torch.unsqueeze(cuts[2], 1) * torch.slice(ranked, 1, 0, 1)))
    drop = torch.logical_and(drop, torch.gt(rank, 0.))
    kept = torch.masked_fill(ranked, drop, 0.)
    p = torch.scatter(torch.zeros_like(p), 1, order, kept)
  cdf = torch.cumsum(p, -1)
  target = torch.unsqueeze(noise, 1) * torch.slice(cdf, 1, torch.size(cdf, 1) - 1)
  token = torch.clamp(torch.squeeze(torch.searchsorted(cdf, target, right=True), 1), 0, torch.size(cdf, 1) - 1)
  if some_greedy:
    token = torch.where(greedy, torch.argmax(logits, -1), token)
  return (token, torch.squeeze(torch.gather(lp, 1, torch.unsqueeze(token, 1)), 1))

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def embed(self: __torch__.M, ids: Tensor, table: Tensor, soft: Tensor) -> Tensor:
    return __torch__.embedded(ids, table, soft)

  def angles(self: __torch__.M, positions: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor]:
    return (__torch__.angles(cos, positions), __torch__.angles(sin, positions))

  def weight(self: __torch__.M, codes: Tensor, scales: Tensor, runs: Tensor, inputs: int) -> Tensor:
    return __torch__.dequantised(codes, scales, runs, inputs)

  # spec [t, dtype] -> additive mask [1, 1, t, t]
  def causal_mask(self: __torch__.M, unused: Tensor, spec: Tensor) -> Tensor:
    t = int(spec[0].item())
    i = torch.arange(t, dtype=4, device=spec.device)
    hidden = torch.gt(torch.unsqueeze(i, 0), torch.unsqueeze(i, 1))
    return torch.masked_fill(torch.zeros([1, 1, t, t], dtype=int(spec[1].item()), device=spec.device), hidden, -inf)

  # prompt lengths [B], spec [p, t, dtype] -> additive mask [B, 1, t, p + t] over keys padded prompt, then completion
  def shared_mask(self: __torch__.M, lengths: Tensor, spec: Tensor) -> Tensor:
    b = torch.size(lengths, 0)
    p = int(spec[0].item())
    t = int(spec[1].item())
    i = torch.arange(t, dtype=4, device=spec.device)
    later = torch.expand(torch.unsqueeze(torch.gt(torch.unsqueeze(i, 0), torch.unsqueeze(i, 1)), 0), [b, t, t])
    padding = torch.ge(torch.unsqueeze(torch.arange(p, dtype=4, device=spec.device), 0), torch.unsqueeze(lengths, 1))
    padding = torch.expand(torch.unsqueeze(padding, 1), [b, t, p])
    hidden = torch.unsqueeze(torch.cat([padding, later], -1), 1)
    return torch.masked_fill(torch.zeros([b, 1, t, p + t], dtype=int(spec[2].item()), device=spec.device), hidden, -inf)

  # One layer over a flat batch; masks, queries, keys as in attend_segments; prefix: keys, values; at as in prefixed.
  def layer(self: __torch__.M, h: Tensor, ws: List[Tensor], es: List[Tensor], cos: Tensor, sin: Tensor, queries: List[Tensor], keys: List[Tensor], masks: List[Tensor], back: Tensor, prefix: List[Tensor], at: Tensor) -> Tensor:
    one : List[int] = []
    q, k, v = __torch__.project(h, one, one, ws, 0, es, 0, cos, sin)
    k = __torch__.prefixed(k, prefix[0], at)
    v = __torch__.prefixed(v, prefix[1], at)
    a = __torch__.attend_segments(q, k, v, queries, keys, masks, back)
    return __torch__.finish(h, a, one, one, ws, 0, es, 0)

  # The normed rows whose next token is asked for.
  def final(self: __torch__.M, h: Tensor, rows: Tensor, norm: Tensor) -> Tensor:
    return __torch__.rms_norm(torch.embedding(h, rows), norm)

  # x [N, d] -> log-prob of targets, log-sum-exp, entropy, each [N] float32, of softmax(x head' / temperature), a slice of the
  # vocabulary at a time.
  def head(self: __torch__.M, x: Tensor, head: Tensor, targets: Tensor, temperature: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    n = torch.size(x, 0)
    top = torch.full([n], -3.0e38, dtype=6, device=x.device)
    total = torch.zeros([n], dtype=6, device=x.device)
    weighted = torch.zeros([n], dtype=6, device=x.device)
    chosen = torch.zeros([n], dtype=6, device=x.device)
    size = torch.size(head, 0)
    start = 0
    while start < size:
      end = start + ${vocabulary_slice}
      if end > size:
        end = size
      z = torch.div(torch.to(torch.linear(x, torch.slice(head, 0, start, end)), 6), temperature)
      higher = torch.maximum(top, torch.amax(z, [-1]))
      e = torch.exp(z - torch.unsqueeze(higher, 1))
      shrink = torch.exp(top - higher)
      total = total * shrink + torch.sum(e, [-1])
      weighted = weighted * shrink + torch.sum(e * z, [-1])
      top = higher
      inside = torch.logical_and(torch.ge(targets, start), torch.lt(targets, end))
      local = torch.clamp(targets - start, 0, end - start - 1)
      chosen = torch.where(inside, torch.squeeze(torch.gather(z, 1, torch.unsqueeze(local, 1)), 1), chosen)
      start = end
    lse = top + torch.log(total)
    return (chosen - lse, lse, lse - weighted / total)

  # Gradient of sum(gl * log-prob + ge * entropy) w.r.t. x, and w.r.t. head where wanted (else empty), recomputing the logits.
  def head_backward(self: __torch__.M, x: Tensor, head: Tensor, targets: Tensor, temperature: Tensor, lse: Tensor, entropy: Tensor, gl: Tensor, ge: Tensor, head_too: Tensor) -> Tuple[Tensor, Tensor]:
    dx = torch.zeros_like(x)
    parts : List[Tensor] = []
    size = torch.size(head, 0)
    start = 0
    while start < size:
      end = start + ${vocabulary_slice}
      if end > size:
        end = size
      w = torch.slice(head, 0, start, end)
      z = torch.div(torch.to(torch.linear(x, w), 6), temperature)
      log_p = z - torch.unsqueeze(lse, 1)
      p = torch.exp(log_p)
      dz = torch.neg(p * torch.unsqueeze(gl, 1))
      if torch.numel(ge) > 0:
        dz = dz - torch.unsqueeze(ge, 1) * p * (log_p + torch.unsqueeze(entropy, 1))
      inside = torch.logical_and(torch.ge(targets, start), torch.lt(targets, end))
      local = torch.clamp(targets - start, 0, end - start - 1)
      dz = torch.scatter_add(dz, 1, torch.unsqueeze(local, 1), torch.unsqueeze(torch.where(inside, gl, torch.zeros_like(gl)), 1))
      dz = torch.to(torch.div(dz, temperature), x.dtype)
      dx = torch.addmm(dx, dz, w)
      if torch.numel(head_too) > 0:
        parts.append(torch.mm(torch.t(dz), x))
      start = end
    if torch.numel(head_too) > 0:
      return (dx, torch.cat(parts))
    return (dx, head_too)

  # Keys and values [N, KV D] of every layer for a flat batch: k of layer 0, v of layer 0, k of layer 1, ...
  # virtual: soft, then keys and values of each layer's prefix; at as in prefixed.
  def prefill(self: __torch__.M, ids: Tensor, c: Tensor, s: Tensor, table: Tensor, ws: List[Tensor], es: List[Tensor], queries: List[Tensor], keys: List[Tensor], masks: List[Tensor], back: Tensor, virtual: List[Tensor], at: Tensor) -> List[Tensor]:
    h = __torch__.embedded(ids, table, virtual[0])
    n = torch.size(h, 0)
    out : List[Tensor] = []
    one : List[int] = []
    for i in range(${layers}):
      q, k, v = __torch__.project(h, one, one, ws, i * 16, es, i * 30, c, s)
      k = __torch__.prefixed(k, virtual[1 + i * 2], at)
      v = __torch__.prefixed(v, virtual[2 + i * 2], at)
      out.append(torch.reshape(k, [n, ${kv_heads} * ${head_dim}]))
      out.append(torch.reshape(v, [n, ${kv_heads} * ${head_dim}]))
      if i < ${layers} - 1:
        a = __torch__.attend_segments(q, k, v, queries, keys, masks, back)
        h = __torch__.finish(h, a, one, one, ws, i * 16, es, i * 30)
    return out

  # Copies rows of prefilled keys and values (as prefill gives them) into cache places [n].
  def place(self: __torch__.M, cache: List[Tensor], kv: List[Tensor], rows: Tensor, places: Tensor) -> int:
    for i in range(torch.len(cache)):
      torch.index_copy_(cache[i], 0, places, torch.embedding(kv[i], rows))
    return 0

  # Copies whole cache rows: row to[i] becomes row from[i]. Rows have s places.
  def move(self: __torch__.M, cache: List[Tensor], source: Tensor, target: Tensor, s: int) -> int:
    for i in range(torch.len(cache)):
      c = torch.view(cache[i], [-1, s * ${kv_heads} * ${head_dim}])
      torch.index_copy_(c, 0, target, torch.embedding(c, source))
    return 0

  # Samples steps tokens for the first R cache rows. cache: k and v of each layer, [capacity * s, KV D]; s places a row.
  # ws: of each model the layers' weights, then its embeddings, head and final norm. rows [R]: the cache row of each row of the
  # batch; back [R]: the row of the batch of each cache row, read where there are several models.
  # ids [R]: each row's last token, not in the cache yet; positions [R]: its position; noise [steps, R]; temperature [R];
  # cuts [3, R]; longest: the largest position of the batch.
  # -> tokens [steps, R], log-probs [steps, R]
  def decode(self: __torch__.M, ids: Tensor, positions: Tensor, noise: Tensor, temperature: Tensor, cuts: Tensor, ws: List[Tensor], es: List[Tensor], cos: Tensor, sin: Tensor, cache: List[Tensor], rows: Tensor, back: Tensor, starts: List[int], ends: List[int], s: int, longest: int, steps: int, cut: bool, some_greedy: bool) -> Tuple[Tensor, Tensor]:
    r = torch.size(ids, 0)
    mixed = torch.len(starts) > 2
    start = rows * s
    tokens : List[Tensor] = []
    log_probs : List[Tensor] = []
    for step in range(steps):
      n = longest + step + 1
      if n > s:
        n = s
      known = positions
      if mixed:
        known = torch.index_select(positions, 0, back)
      mask = torch.gt(torch.unsqueeze(torch.arange(n, dtype=4, device=ids.device), 0), torch.unsqueeze(known, 1))
      mask = torch.masked_fill(torch.zeros([r, n], dtype=cos.dtype, device=ids.device), mask, -inf)
      mask = torch.view(mask, [r, 1, 1, n])
      c = __torch__.angles(cos, positions)
      sn = __torch__.angles(sin, positions)
      at = start + positions
      h = __torch__.embeddings(ids, starts, ends, ws, ${layers} * 16)
      for i in range(${layers}):
        q, k, v = __torch__.project(h, starts, ends, ws, i * 16, es, i * 30, c, sn)
        kc = cache[i * 2]
        vc = cache[i * 2 + 1]
        torch.index_copy_(kc, 0, at, torch.reshape(k, [r, ${kv_heads} * ${head_dim}]))
        torch.index_copy_(vc, 0, at, torch.reshape(v, [r, ${kv_heads} * ${head_dim}]))
        ks = torch.slice(torch.view(kc, [-1, s, ${kv_heads}, ${head_dim}]), 0, 0, r)
        vs = torch.slice(torch.view(vc, [-1, s, ${kv_heads}, ${head_dim}]), 0, 0, r)
        if mixed:
          q = torch.index_select(q, 0, back)
        a = __torch__.attend(torch.unsqueeze(q, 1), torch.slice(ks, 1, 0, n), torch.slice(vs, 1, 0, n), mask)
        a = torch.squeeze(a, 1)
        if mixed:
          a = torch.index_select(a, 0, rows)
        h = __torch__.finish(h, a, starts, ends, ws, i * 16, es, i * 30)
      x = __torch__.norms(h, starts, ends, ws, ${layers} * 16 + 2)
      logits = torch.to(__torch__.heads(x, starts, ends, ws, ${layers} * 16 + 1), 6)
      ids, lp = __torch__.draw(logits, noise[step], temperature, cuts, cut, some_greedy)
      tokens.append(ids)
      log_probs.append(lp)
      positions = torch.clamp(positions + 1, 0, s - 1)
    return (torch.stack(tokens), torch.stack(log_probs))

  # What layer makes of a flat batch without edits; adds to each of sums, [in + 1, in + 1] float32 of the four projections, the
  # second moments of its inputs with a one behind them.
  def moments(self: __torch__.M, h: Tensor, ws: List[Tensor], es: List[Tensor], cos: Tensor, sin: Tensor, queries: List[Tensor], keys: List[Tensor], masks: List[Tensor], back: Tensor, sums: List[Tensor]) -> Tensor:
    one : List[int] = []
    q, k, v = __torch__.project(h, one, one, ws, 0, es, 0, cos, sin)
    a = __torch__.attend_segments(q, k, v, queries, keys, masks, back)
    m = h + __torch__.linear(a, ws, 4, 10, es, 5)
    x = __torch__.rms_norm(m, ws[5])
    gu = __torch__.linear(x, ws, 6, 12, es, 10)
    f = torch.size(gu, 1) // 2
    gate, up = torch.split_with_sizes(gu, [f, f], 1)
    y = torch.silu(gate) * up
    inputs = [__torch__.rms_norm(h, ws[0]), a, x, y]
    for i in range(4):
      z = torch.to(inputs[i], 6)
      z = torch.cat([z, torch.ones([torch.size(z, 0), 1], dtype=6, device=z.device)], 1)
      torch.add_(sums[i], torch.mm(torch.t(z), z))
    return m + __torch__.linear(y, ws, 7, 14, es, 15)
