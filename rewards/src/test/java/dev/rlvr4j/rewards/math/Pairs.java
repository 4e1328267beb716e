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
            \\ln 2 ¦ \\log{\\left(2 \\right)}
            2\\ln 2 ¦ \\log{\\left(4 \\right)}
            \\arcsin\\frac{1}{2} ¦ \\operatorname{asin}{\\left(\\frac{1}{2} \\right)}
            \\sin^2 x ¦ \\sin^{2}{\\left(x \\right)}
            f(x)=x^2 ¦ f{\\left(x \\right)} = x^{2}
            \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} ¦ \\left[\\begin{matrix}1 & 2\\\\3 & 4\\end{matrix}\\right]
            (0,1] ¦ \\left(0, 1\\right]
            (-\\infty,2) \\cup (3,\\infty) ¦ \\left(-\\infty, 2\\right) \\cup \\left(3, \\infty\\right)
            \\{1,2\\} ¦ \\left\\{1, 2\\right\\}
            x e^{x}-e^{x}+C ¦ C + x e^{x} - e^{x}
            y=C_1 e^{x}+C_2 e^{-x} ¦ y = C_{1} e^{x} + C_{2} e^{- x}
            y(t)=e^{-t}\\cos 2t ¦ y(t) = e^{-t}\\cos(2t)
            x^{3/2} ¦ x^{\\frac{3}{2}}
            x\\sqrt{x} ¦ x^{\\frac{3}{2}}
            \\frac{\\sqrt{2} x}{2} ¦ \\frac{x}{\\sqrt{2}}
            |x-2| ¦ \\left|{x - 2}\\right|
            \\ln|\\sec x|+C ¦ \\log{\\left(\\left|{\\frac{1}{\\cos{\\left(x \\right)}}}\\right| \\right)} + C
            -\\frac{1}{2} ¦ - \\frac{1}{2}
            4.5e33 ¦ 4.5 \\times 10^{33}
            6.02e23 ¦ 6.02\\times10^{23}
            1.5 \\times 10^{-3} \\mathrm{~V} ¦ 1.5\\times 10^{-3}
            12 \\mathrm{~m} / \\mathrm{s}^{2} ¦ 12
            5 \\mathrm{~kg} \\cdot \\mathrm{m} / \\mathrm{s} ¦ 5
            20^{\\circ} \\mathrm{C} ¦ 20
            ①③ ¦ ①③
            2400元 ¦ 2400
            y=\\pm\\sqrt{2}x ¦ y = \\sqrt{2} x, y = -\\sqrt2 x
            \\left\\{x \\mid x>3\\right\\} ¦ (3,\\infty)
            (3,\\infty) ¦ \\{x | x > 3\\}
            [-1,2] ¦ \\{x: -1\\le x\\le 2\\}
            \\left\\{\\begin{array}{l}x=1 \\\\ y=2\\end{array}\\right. ¦ x=1, y=2
            \\langle 1,2,3\\rangle ¦ (1,2,3)
            \\mathbf{i}+2\\mathbf{j} ¦ 2\\mathbf{j}+\\mathbf{i}
            3x^2-2x+1 ¦ 1-2x+3x^2
            \\frac{1}{x^2+1} ¦ (x^2+1)^{-1}
            2^{n}-1 ¦ -1+2^n
            4^n ¦ 2^{2n}
            (n+1)! ¦ (n+1)\\cdot n!
            \\frac{n(n+1)}{2} ¦ \\frac{n^2+n}{2}
            \\sum_{k=1}^{n} k^2 ¦ \\sum_{k=1}^n k^2
            a_n=2n-1 ¦ 2n-1
            a_n=2n-1 ¦ a_{n}=2n-1
            \\angle ABC = 30^\\circ ¦ 30^\\circ
            x\\neq 3 ¦ (-\\infty,3)\\cup(3,\\infty)
            \\$5.50 ¦ 5.5
            \\$5.50 ¦ \\$5.50
            15\\% ¦ 15
            15\\% ¦ 0.15
            1{,}080 ¦ 1080
            1,080 ¦ 1080
            $18$ ¦ 18
            -\\frac{\\sqrt{3}}{2}i+\\frac12 ¦ \\frac{1}{2}-\\frac{\\sqrt{3}}{2} i
            \\frac{3+i}{2} ¦ 1.5+0.5i
            5\\sqrt{2}\\text{ units} ¦ 5\\sqrt2
            x = 2, -3 ¦ -3, 2
            x=2 \\text{ and } x=-3 ¦ \\{2,-3\\}
            (x-1)^2+(y-2)^2=4 ¦ x^2+y^2-2x-4y+1=0
            y-3=2(x-1) ¦ y=2x+1
            \\log_{3}{5} ¦ \\frac{\\log 5}{\\log 3}
            \\log_3 5 ¦ \\frac{\\ln 5}{\\ln 3}
            \\sqrt{2}/2 ¦ \\frac{1}{\\sqrt{2}}
            2\\pi/3 ¦ \\frac{2\\pi}{3}
            pi/3 ¦ \\frac{\\pi}{3}
            sqrt(2)/2 ¦ \\frac{\\sqrt{2}}{2}
            x^2 + 2*x + 1 ¦ (x+1)**2
            0.5 ¦ \\frac{1}{2}
            0.333333 ¦ 0.333333
            \\dfrac{1}{2}\\left(\\sqrt{5}-1\\right) ¦ \\frac{\\sqrt5-1}{2}
            \\frac{a}{b} ¦ a/b
            \\frac{1}{2}\\ln\\frac{3}{2} ¦ \\frac12(\\ln 3-\\ln 2)
            e^2 ¦ \\mathrm{e}^2
            e^{2x} ¦ \\exp(2x)
            \\cosh x ¦ \\frac{e^x+e^{-x}}{2}
            \\tan x ¦ \\frac{\\sin x}{\\cos x}
            \\hat{y}=2x+1 ¦ \\hat{y} = 2x + 1
            x' ¦ x'
            f^{\\prime}(x)=2x ¦ f'(x)=2x
            \\text{Yes} ¦ Yes
            \\text{True} ¦ true
            A, C ¦ A,C
            ACD ¦ ACD
            BC ¦ BC
            2^{2019}-1 ¦ 2^{2019}-1
            10^{100} ¦ 10^{100}
            2\\sin\\theta\\cos\\theta ¦ \\sin 2\\theta
            \\sec^2 x ¦ 1+\\tan^2 x
            \\begin{pmatrix} 1 \\\\ -1 \\end{pmatrix} ¦ \\begin{bmatrix}1\\\\-1\\end{bmatrix}
            \\left(\\frac{1}{2},\\frac{3}{4}\\right) ¦ (0.5,0.75)
            3\\frac{1}{2} ¦ 3.5
            2 \\frac{1}{3} ¦ \\frac73
            x \\in [2,5) ¦ [2,5)
            2 \\leq x < 5 ¦ [2,5)
            x\\le -2 or x\\ge 3 ¦ (-\\infty,-2]\\cup[3,\\infty)
            \\frac{7!}{2!} ¦ 2520
            \\binom{n}{2} ¦ \\binom{n}{2}
            \\binom{n}{2} ¦ \\frac{n(n-1)}{2}
            n! ¦ n!
            \\sqrt[4]{x^2+1} ¦ (x^2+1)^{1/4}
            -x^2+3 ¦ 3-x^2
            1 \\frac{1}{2}\\text{ hours} ¦ 1.5
            \\text{(A)} ¦ A
            (A) ¦ A
            A ¦ \\text{A}
            D ¦ \\textbf{(D)}
            1-\\frac{1}{e} ¦ \\frac{e-1}{e}
            0.\\overline{3} ¦ \\frac13
            0.\\dot{3} ¦ \\frac13
            \\frac{1}{1+\\sqrt{2}} ¦ \\sqrt2-1
            90\\text{ degrees} ¦ 90^\\circ
            \\frac{5}{9}(F-32) ¦ \\frac{5F-160}{9}
            \\frac{\\ln 2}{\\ln 3} ¦ \\log_3 2
            7.0 ¦ 7
            2.50 ¦ \\$2.50
            \\text{Sunday} ¦ Sunday
            x+y=5 ¦ y=5-x
            \\lambda=2 ¦ 2
            \\{(1,2),(3,4)\\} ¦ (1,2),(3,4)
            \\{(1,2),(3,4)\\} ¦ (3,4),(1,2)
            1 < x < 3 ¦ x \\in (1,3)
            \\varphi ¦ \\varphi
            k=\\frac{3}{2} ¦ \\frac32
            a>0 ¦ (0,+\\infty)
            (0,+\\infty) ¦ (0,\\infty)
            \\frac{x^{2}}{4}-\\frac{y^{2}}{5}=1 ¦ 5x^2-4y^2=20
            9.8\\mathrm{m/s^2} ¦ 9.8
            2\\text{ cm}^2 ¦ 2\\text{ cm}^{2}
            8\\text{ square units} ¦ 8
            20 \\text{ cm} ¦ 20cm
            (n+1)! ¦ (n+1)\\cdot n!
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
            |2-x| ¦ 2-x
            |x+50| ¦ x+50
            \\sqrt{x^2-6x+9} ¦ 3-x
            \\left|\\frac{4}{10}+\\frac{16}{9}-xy\\right| ¦ \\frac{16}{9}+\\frac{4}{10}-xy
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
