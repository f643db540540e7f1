import MBusProtocol
import Testing

struct AnswerWindowTests {
    @Test(
        "The window is that of the table in E.1",
        arguments: [
            (300, 36.67, 1150.0), (600, 18.33, 600.0), (1200, 9.17, 325.0), (2400, 4.58, 187.5),
            (4800, 2.29, 118.8), (9600, 1.15, 84.4),
        ]
    )
    func table(baudRate: Int, earliest: Double, latest: Double) {
        let first = Double(AnswerWindow.earliest(baudRate: baudRate)) / 1e6
        let last = Double(AnswerWindow.latest(baudRate: baudRate)) / 1e6
        #expect(abs(first - earliest) <= 0.005)
        #expect(abs(last - latest) <= 0.05)
    }

    @Test("A frame is over after 33 bit times, three times the earliest answer")
    func silence() {
        #expect(AnswerWindow.silence(baudRate: 2400) == 13_750_000)
    }

    @Test("A rate that is none does not trap", arguments: [0, -1, Int.min, Int.max])
    func nonsense(baudRate: Int) {
        #expect(AnswerWindow.latest(baudRate: baudRate) >= 50_000_000)
    }

    @Test("The control frames B8 to BF stand for 300 to 38400 baud")
    func baudRates() {
        let rates = [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400]
        for (code, rate) in zip(0xB8...0xBF as ClosedRange<UInt8>, rates) {
            #expect(BaudRateSwitch(controlInformation: code)?.baudRate == rate)
            #expect(BaudRateSwitch(baudRate: rate)?.controlInformation == code)
        }
        #expect(BaudRateSwitch(controlInformation: 0xB7) == nil)
        #expect(BaudRateSwitch(controlInformation: 0xC0) == nil)
        #expect(BaudRateSwitch(baudRate: 115_200) == nil)
    }
}
