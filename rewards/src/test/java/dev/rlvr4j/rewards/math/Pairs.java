package dev.rlvr4j.rewards.math;

/** Gold and answer, and policies with both and the verdict. */
final class Pairs {
    private Pairs() {}

    static final String EQUAL = """
            \\frac{1}{2} ¦ 0.5
            \\frac12 ¦ \\dfrac{2}{4}
            \\frac{2}{3} ¦ 2/3
            7/4 ¦ 1\\frac{3}{4}
            31/4 ¦ 7 3/4
            -\\frac{7}{3} ¦ -2\\frac13
            1000 ¦ 10^3
            10000 ¦ 10{,}000
            1234567 ¦ 1 234 567
            1e-3 ¦ 0.001
            3.0\\times10^8 ¦ 300000000
            0.1\\overline{6} ¦ \\frac16
            198\\% ¦ 198
            25\\% ¦ \\frac14
            0.25 ¦ 25 \\text{ percent}
            90^\\circ ¦ 90
            90 ¦ 90^{\\circ}
            \\frac{\\pi}{6} ¦ 30^\\circ
            10 ¦ 10\\text{ cm}
            10\\text{ cm} ¦ 10\\,\\mathrm{centimeters}
            5 ¦ 5 \\text{ different ways}
            12 ¦ 12 apples
            16 ¦ 16\\text{ km}/\\text{h}
            2\\sqrt{3} ¦ \\sqrt{12}
            \\frac{1}{\\sqrt2} ¦ \\frac{\\sqrt{2}}{2}
            \\sqrt{5+2\\sqrt6} ¦ \\sqrt2+\\sqrt3
            \\sqrt[3]{16} ¦ 2\\sqrt[3]{2}
            8^{1/3} ¦ 2
            \\log_2 8 ¦ 3
            \\ln 8 ¦ 3\\ln 2
            \\ln 2 ¦ \\log 2
            \\log_{10} 100 ¦ 2
            e^{\\ln 3} ¦ 3
            \\sin 30^\\circ ¦ \\frac12
            \\sin\\frac{\\pi}{3} ¦ \\frac{\\sqrt3}{2}
            \\arctan 1 ¦ \\frac{\\pi}{4}
            \\tan^{-1}(1) ¦ \\frac{\\pi}{4}
            \\cos 2x ¦ 2\\cos^2 x - 1
            5! ¦ 120
            \\binom{5}{2} ¦ 10
            \\lfloor 3.7 \\rfloor ¦ 3
            |{-3}| ¦ 3
            (x+1)^2 ¦ x^2+2x+1
            \\frac{x^2-1}{x-1} ¦ x+1
            \\frac{1}{x}+\\frac1y ¦ \\frac{x+y}{xy}
            x^{n+1} ¦ x\\cdot x^n
            \\sqrt{x^2+2x+1} ¦ |x+1|
            x^2 + C ¦ x^2 + c
            3+4i ¦ 4i+3
            i^2 ¦ -1
            e^{i\\pi} ¦ -1
            (1,2) ¦ \\left(1, 2\\right)
            (1,2) ¦ (x,y)=(1,2)
            [0,1) ¦ \\left[0,1\\right)
            (-\\infty,1)\\cup(1,\\infty) ¦ \\mathbb{R}\\setminus\\{1\\}
            (0,2)\\cup(1,3) ¦ (0,3)
            x>3 ¦ (3,\\infty)
            x<1 \\text{ or } x>3 ¦ (-\\infty,1)\\cup(3,\\infty)
            x \\in (0,1) ¦ (0,1)
            x\\ge 2 ¦ 2 \\le x
            2x<6 ¦ x<3
            \\{1,2,3\\} ¦ 3,2,1
            1,2 ¦ x=1 \\text{ or } x=2
            \\pm 2 ¦ 2,-2
            x=3 ¦ 3
            3 ¦ x=3
            x=1,y=2 ¦ y=2, x=1
            y=2x+1 ¦ 2x-y+1=0
            \\frac{x^2}{4}+\\frac{y^2}{9}=1 ¦ 9x^2+4y^2=36
            \\begin{pmatrix}1\\\\2\\end{pmatrix} ¦ \\begin{bmatrix}1\\\\2\\end{bmatrix}
            \\begin{pmatrix}1\\\\2\\end{pmatrix} ¦ (1,2)
            2\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix} ¦ \\begin{pmatrix}2&0\\\\0&2\\end{pmatrix}
            1010_2 ¦ 1010_{2}
            1010_2 ¦ 1010
            2:3 ¦ \\frac23
            \\text{Evelyn} ¦ \\mathrm{Evelyn}
            \\text{two lines} ¦ twolines
            B ¦ \\textbf{(B)}
            \\text{no solution} ¦ No solution
            \\text{June 5} ¦ June 5
            x^{100000} ¦ x^{99999}\\cdot x
            \\frac{\\sqrt{3}}{3}\\pi ¦ \\frac{\\pi}{\\sqrt{3}}
            \\sqrt{10^{20}+1}-10^{10} ¦ \\frac{1}{\\sqrt{10^{20}+1}+10^{10}}
            f(x)=2x ¦ f(t)=2t
            12:00 ¦ 12:00
            4 \\text{ or } 5 ¦ 5, 4
            \\emptyset ¦ \\{\\}
            ２ ¦ 2
            """;

    static final String UNEQUAL = """
            \\frac{1}{2^{99}} ¦ \\frac{1}{2^{98}}
            1.0 ¦ 0.9999999
            1/3 ¦ 0.3333
            \\pi ¦ 3.14
            \\pi ¦ \\frac{22}{7}
            4 ¦ y=3=4
            42 ¦ 41 \\text{ or } 42
            42 ¦ 42, 42.5
            204_5 ¦ 204_6
            54 ¦ 204_5
            x ¦ x+2305843009213693951
            x ¦ x+\\frac{2305843009213693951}{10^{40}}
            x^2 ¦ ((x^{1048576})^{1048576})^{2097152}
            x+1 ¦ x+1+10^{-30}
            \\sqrt{x}+1 ¦ \\sqrt{x}+1+10^{-20}
            2^{50} ¦ \\sqrt{2^{100}+1}
            0 ¦ e^{-300}
            e^\\pi ¦ \\pi^e
            \\sqrt2 ¦ 1.4142
            5 \\text{ cm} ¦ 5 \\text{ m}
            10 ¦ 10 \\text{ if } x>0
            10 ¦ 10 \\text{ or } 12
            C ¦ c
            ABCD ¦ ABDC
            odd ¦ even
            odd ¦ ddo
            |x| ¦ x
            \\ln x^2 ¦ 2\\ln x
            (1,2) ¦ [1,2]
            [1,2] ¦ 1,2
            \\{1,2\\} ¦ (1,2)
            (1,2) ¦ \\{1,2\\}
            (0,1) ¦ x>0
            x<3 ¦ x\\le3
            x<3 ¦ -x<-2
            (3,\\infty) ¦ x>3
            -2<x<2 ¦ x^2<4
            y=2x+1 ¦ y=2x-1
            x^2+y^2=1 ¦ x^2+y^2=2
            x=3,y=4 ¦ x=4,y=3
            a_1 = 2 ¦ a_2 = 2
            \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} ¦ \\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}
            (1,2),(3,4) ¦ (1,2,3,4)
            (1,2),(3,4) ¦ (1,3),(2,4)
            2:3 ¦ 3:2
            7 ¦ 7!
            1000 ¦ 1,00
            3 ¦ 3\\ldots
            3 ¦ \\frac{3
            2 ¦ 1\\,2
            12 ¦ 1 2
            x ¦ \\bar{x}
            \\infty ¦ -\\infty
            \\infty ¦ \\infty + \\infty - \\infty
            50 ¦ 50\\%
            5 ¦ \\text{five}
            5 ¦ \\$5\\$ 6
            f(x)=2x ¦ g(x)=2x
            2e-1 ¦ 0.2
            """;

    static final String POLICIES = """
            literal ¦ 56088 ¦ 56088 ¦ CORRECT
            literal ¦ 56088 ¦ 56,088.0 ¦ CORRECT
            literal ¦ 56088 ¦ 56088+0 ¦ WRONG
            LITERAL ¦ 4 ¦ \\frac{8}{2} ¦ WRONG
            literal ¦ 4 ¦ \\sqrt{16} ¦ WRONG
            literal ¦ -4 ¦ -4 ¦ CORRECT
            literal ¦ \\frac{3}{4} ¦ \\frac34 ¦ CORRECT
            literal ¦ \\frac{3}{4} ¦ \\frac68 ¦ WRONG
            literal ¦ x+1 ¦ x+1 ¦ GOLD_UNUSABLE
            reduced ¦ \\frac{1}{2} ¦ \\frac12 ¦ CORRECT
            reduced ¦ \\frac{1}{2} ¦ \\frac24 ¦ WRONG
            reduced ¦ \\frac{1}{2} ¦ 0.5 ¦ WRONG
            reduced ¦ 0.5 ¦ 0.5 ¦ CORRECT
            reduced ¦ 2 ¦ \\frac{4}{2} ¦ WRONG
            reduced ¦ 2 ¦ 1+1 ¦ WRONG
            reduced ¦ \\frac{7}{3} ¦ 2\\frac13 ¦ CORRECT
            reduced ¦ \\frac{\\sqrt2}{2} ¦ \\frac{2\\sqrt2}{4} ¦ WRONG
            reduced ¦ \\frac{\\sqrt2}{2} ¦ \\frac{\\sqrt{2}}{2} ¦ CORRECT
            reduced ¦ 2\\sqrt3 ¦ 2\\sqrt{3} ¦ CORRECT
            reduced ¦ \\frac{x+1}{2} ¦ \\frac{2x+2}{4} ¦ WRONG
            choice ¦ C ¦ \\text{(C)} ¦ CORRECT
            choice ¦ C ¦ c. ¦ CORRECT
            choice ¦ C ¦ B ¦ WRONG
            choice ¦ C ¦ B or C ¦ UNPARSEABLE
            choice ¦ 12 ¦ C ¦ GOLD_UNUSABLE
            text ¦ New York ¦ \\text{new  york} ¦ CORRECT
            text ¦ New York ¦ York ¦ WRONG
            value ¦ 2 ¦ \\frac{4}{2} ¦ CORRECT
            """;
}
