# One step of each optimizer, in place. Gradients come scaled already, and may be overwritten.

# X X' = 1, about: five steps of the quintic Newton-Schulz iteration x -> ax + bx^3 + cx^5 on singular values that the Frobenius
# norm has brought into [0, 1]. The coefficients are Keller Jordan's: the steepest at 0 that keep values within about 0.7 to 1.2.
def orthogonal(x: Tensor) -> Tensor:
  tall = x.size(0) > x.size(1)
  if tall:
    y = torch.t(x)
  else:
    y = x
  y = torch.div(y, torch.clamp_min(torch.linalg_vector_norm(y), 1e-7))
  for i in range(5):
    gram = torch.mm(y, torch.t(y))
    polynomial = torch.addmm(gram, gram, gram, beta=-4.7750, alpha=2.0315)
    y = torch.addmm(y, polynomial, y, beta=3.4445)
  if tall:
    y = torch.t(y)
  return y

# [n] in blocks of codes' width, zeros behind its end
def blocks(x: Tensor, codes: Tensor) -> Tensor:
  flat = torch.view(torch.contiguous(x), [-1])
  return torch.view(torch.constant_pad_nd(flat, [0, torch.numel(codes) - torch.numel(flat)]), [codes.size(0), codes.size(1)])

# codes [blocks, width] uint8, largest [blocks, 1] -> [blocks, width] float32
def dequantised(codes: Tensor, largest: Tensor, map: Tensor) -> Tensor:
  values = torch.index_select(map, 0, torch.to(torch.view(codes, [-1]), 3))
  return torch.mul_(torch.view(values, [codes.size(0), codes.size(1)]), largest)

# The nearest entries of an ascending map, into codes and largest; what is above 0 takes no entry below lowest.
def quantise(x: Tensor, codes: Tensor, largest: Tensor, map: Tensor, lowest: int) -> Tensor:
  top = torch.amax(torch.abs(x), [1], True)
  low = torch.slice(map, 0, 0, torch.numel(map) - 1)
  high = torch.slice(map, 0, 1, torch.numel(map))
  nearest = torch.bucketize(torch.div(x, torch.clamp_min(top, 1e-38)), torch.div(torch.add(low, high), 2.), out_int32=True)
  if lowest > 0:
    nearest = torch.maximum(nearest, torch.mul(torch.to(torch.gt(x, 0.), 3), lowest))
  torch.copy_(codes, nearest)
  return torch.copy_(largest, top)

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def scale(self: __torch__.M, g: List[Tensor], factor: float) -> Tensor:
    torch._foreach_mul_(g, factor)
    return g[0]

  # Loshchilov and Hutter 2019; step is counted from 1.
  def adamw(self: __torch__.M, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], step: float, lr: float, beta1: float, beta2: float, eps: float, decay: float) -> Tensor:
    none : List[Tensor] = []
    count = torch.full([], step, dtype=6, device=p[0].device)
    steps : List[Tensor] = []
    for i in range(torch.len(p)):
      steps.append(count)
    torch._fused_adamw_(p, g, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
    return count

  # The same with moments of 8 bits: codes c and largest magnitudes s of first (m) and second (v) moment.
  def adamw_8bit(self: __torch__.M, p: Tensor, g: Tensor, mc: Tensor, ms: Tensor, vc: Tensor, vs: Tensor, signed: Tensor, unsigned: Tensor, step: float, lr: float, beta1: float, beta2: float, eps: float, decay: float) -> Tensor:
    x = __torch__.blocks(g, mc)
    m = torch.add_(torch.mul_(__torch__.dequantised(mc, ms, signed), beta1), x, alpha=1. - beta1)
    v = torch.addcmul_(torch.mul_(__torch__.dequantised(vc, vs, unsigned), beta2), x, x, value=1. - beta2)
    root = torch.add_(torch.sqrt(torch.div(v, 1. - beta2 ** step)), eps)
    update = torch.div_(torch.div(m, 1. - beta1 ** step), root)
    torch.mul_(p, 1. - lr * decay)
    torch.add_(p, torch.view(torch.slice(torch.view(update, [-1]), 0, 0, torch.numel(p)), torch.size(p)), alpha=-lr)
    __torch__.quantise(m, mc, ms, signed, 0)
    return __torch__.quantise(v, vc, vs, unsigned, 1)

  def sgd(self: __torch__.M, p: List[Tensor], g: List[Tensor], lr: float, decay: float) -> Tensor:
    if decay != 0.:
      torch._foreach_add_(g, p, alpha=decay)
    torch._foreach_add_(p, g, alpha=-lr)
    return p[0]

  # b: the sums of gradients
  def momentum_sgd(self: __torch__.M, p: List[Tensor], g: List[Tensor], b: List[Tensor], lr: float, decay: float, momentum: float, nesterov: bool) -> Tensor:
    if decay != 0.:
      torch._foreach_add_(g, p, alpha=decay)
    torch._foreach_mul_(b, momentum)
    torch._foreach_add_(b, g)
    if nesterov:
      torch._foreach_add_(g, b, alpha=momentum)
      torch._foreach_add_(p, g, alpha=-lr)
    else:
      torch._foreach_add_(p, b, alpha=-lr)
    return p[0]

  # Chen et al. 2023, algorithm 2
  def lion(self: __torch__.M, p: List[Tensor], g: List[Tensor], m: List[Tensor], lr: float, beta1: float, beta2: float, decay: float) -> Tensor:
    for i in range(torch.len(p)):
      direction = torch.sign(torch.add(torch.mul(m[i], beta1), g[i], alpha=1. - beta1))
      torch.mul_(p[i], 1. - lr * decay)
      torch.add_(p[i], direction, alpha=-lr)
      torch.add_(torch.mul_(m[i], beta2), g[i], alpha=1. - beta2)
    return p[0]

  # Jordan et al. 2024; rate is lr times the shape's factor
  def muon(self: __torch__.M, p: Tensor, g: Tensor, b: Tensor, lr: float, rate: float, momentum: float, nesterov: bool, decay: float) -> Tensor:
    torch.lerp_(b, g, 1. - momentum)
    if nesterov:
      direction = torch.lerp(g, b, momentum)
    else:
      direction = b
    torch.mul_(p, 1. - lr * decay)
    return torch.add_(p, __torch__.orthogonal(direction), alpha=-rate)
