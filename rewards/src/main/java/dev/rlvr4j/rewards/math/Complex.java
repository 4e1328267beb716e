package dev.rlvr4j.rewards.math;

/** A complex number of doubles. */
record Complex(double re, double im) {
    static final Complex ONE = new Complex(1, 0);

    static Complex of(double re) {
        return new Complex(re, 0);
    }

    boolean isReal() {
        return im == 0;
    }

    double abs() {
        return im == 0 ? Math.abs(re) : Math.hypot(re, im);
    }

    Complex add(Complex o) {
        return new Complex(re + o.re, im + o.im);
    }

    Complex minus(Complex o) {
        return new Complex(re - o.re, im - o.im);
    }

    Complex times(Complex o) {
        return im == 0 && o.im == 0 ? of(re * o.re) : new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Complex times(double k) {
        return new Complex(re * k, im * k);
    }

    Complex over(Complex o) {
        double size = o.re * o.re + o.im * o.im;
        if (size < 1e-250) {
            throw new Outside.Undefined("a division by zero");
        }
        if (im == 0 && o.im == 0) {
            return of(re / o.re);
        }
        return new Complex((re * o.re + im * o.im) / size, (im * o.re - re * o.im) / size);
    }

    Complex exp() {
        if (re > 600) {
            throw new Outside.Undefined("an exponential too large for a double");
        }
        double size = Math.exp(re);
        return im == 0 ? of(size) : new Complex(size * Math.cos(im), size * Math.sin(im));
    }

    Complex log() {
        if (re == 0 && im == 0) {
            throw new Outside.Undefined("the logarithm of zero");
        }
        return new Complex(Math.log(abs()), Math.atan2(im, re));
    }

    /** The principal root. */
    Complex sqrt() {
        if (im == 0) {
            return re >= 0 ? of(Math.sqrt(re)) : new Complex(0, Math.sqrt(-re));
        }
        double size = abs();
        double b = Math.sqrt((size - re) / 2);
        return new Complex(Math.sqrt((size + re) / 2), im < 0 ? -b : b);
    }

    Complex sin() {
        return im == 0 ? of(Math.sin(re)) : new Complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
    }

    Complex cos() {
        return im == 0 ? of(Math.cos(re)) : new Complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
    }
}
