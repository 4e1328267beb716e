# Matrices w [out, in] float32 to quantised ones; transformer.py reads them. dtype 0 is uint8, 1 int8, 6 float32, 24 float8 E4M3.

# x of any shape -> the index of the nearest value of an ascending table; between two the lower one
def nearest(x: Tensor, table: Tensor) -> Tensor:
  low = torch.slice(table, 0, 0, torch.numel(table) - 1)
  high = torch.slice(table, 0, 1, torch.numel(table))
  return torch.bucketize(x, torch.div(torch.add(low, high), 2.), out_int32=True)

# codes below 16 -> two to a byte, the first in the upper half
def packed(codes: Tensor) -> Tensor:
  two = torch.view(codes, [-1, 2])
  return torch.to(torch.add(torch.mul(torch.select(two, 1, 0), 16), torch.select(two, 1, 1)), 0)

# x [n] -> entries of the dynamic map [n] uint8, the largest magnitude of each 256 [m], and how many they are [m]
def dynamic(x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  n = torch.numel(x)
  m = (n + 255) // 256
  rows = torch.view(torch.constant_pad_nd(x, [0, m * 256 - n]), [m, 256])
  top = torch.amax(torch.abs(rows), [1], True)
  map = torch.tensor(${dynamic}, dtype=6, device=x.device)
  codes = __torch__.nearest(torch.mul(rows, torch.reciprocal(torch.clamp_min(top, 1e-38))), map)
  first = torch.mul(torch.arange(m, device=x.device), 256)
  count = torch.clamp_max(torch.sub(torch.full_like(first, n), first), 256)
  flat = torch.slice(torch.view(codes, [-1]), 0, 0, n)
  return (torch.to(flat, 0), torch.squeeze(top, 1), torch.to(count, 6))

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def int8(self: __torch__.M, w: Tensor) -> Tuple[Tensor, Tensor]:
    top = torch.clamp_min(torch.amax(torch.abs(w), [1], True), 1e-38)
    codes = torch.round(torch.mul(w, torch.mul(torch.reciprocal(top), 127.)))
    return (torch.view(torch.to(codes, 1), [-1]), torch.div(torch.squeeze(top, 1), 127.))

  def nf4(self: __torch__.M, w: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = torch.view(w, [-1, 64])
    top = torch.amax(torch.abs(x), [1], True)
    table = torch.tensor(${nf4}, dtype=6, device=w.device)
    codes = __torch__.nearest(torch.mul(x, torch.reciprocal(torch.clamp_min(top, 1e-38))), table)
    mean = torch.mean(top)
    scales, second, count = __torch__.dynamic(torch.sub(torch.squeeze(top, 1), mean))
    return (__torch__.packed(codes), scales, torch.stack([second, torch.expand_as(mean, second), count], 1))

  def nvfp4(self: __torch__.M, w: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = torch.view(w, [-1, 16])
    top = torch.amax(torch.abs(x), [1], True)
    whole = torch.clamp_min(torch.div(torch.amax(top), 2688.), 1e-38)
    scales = torch.to(torch.clamp_max(torch.div(torch.div(top, 6.), whole), 448.), 24)
    unit = torch.mul(torch.to(scales, 6), whole)
    size = torch.abs(torch.div(x, torch.where(torch.gt(unit, 0.), unit, torch.full_like(unit, inf))))
    middles = torch.tensor([0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0], dtype=6, device=w.device)
    lower = torch.bucketize(size, middles, out_int32=True)
    upper = torch.bucketize(size, middles, out_int32=True, right=True)
    # They differ half way between two values: the one with an even code, that is an even mantissa.
    even = torch.where(torch.eq(torch.remainder(lower, 2), 0), lower, upper)
    codes = torch.add(even, torch.mul(torch.to(torch.lt(x, 0.), 3), 8))
    count = torch.full_like(whole, torch.size(x, 0))
    run = torch.view(torch.stack([whole, count]), [1, 2])
    return (__torch__.packed(codes), torch.view(torch.view_copy(scales, dtype=0), [-1]), run)
