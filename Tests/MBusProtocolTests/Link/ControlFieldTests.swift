import MBusProtocol
import Testing

struct ControlFieldTests {
    @Test("The codes of E.1 have the bits and functions that they are said to have")
    func codes() {
        #expect(ControlField.sndNKE.rawValue == 0x40)
        #expect(ControlField.sndUD(frameCountBit: false).rawValue == 0x53)
        #expect(ControlField.sndUD(frameCountBit: true).rawValue == 0x73)
        #expect(ControlField.sndUD.rawValue == 0x43)
        #expect(ControlField.reqUD2(frameCountBit: false) == .reqUD2)
        #expect(ControlField.reqUD2(frameCountBit: true).rawValue == 0x7B)
        #expect(ControlField.reqUD1(frameCountBit: false) == .reqUD1)
        #expect(ControlField.reqUD1(frameCountBit: true).rawValue == 0x7A)
        #expect(ControlField.rspUD.rawValue == 0x08)
    }

    @Test(
        "Each code of a master tells its function, frame count and sender",
        arguments: [
            (0x40, LinkFunction.sendNormalize, false, false), (0x43, .sendUserData, false, false),
            (0x53, .sendUserData, true, false), (0x73, .sendUserData, true, true),
            (0x63, .sendUserData, false, true), (0x5A, .requestClass1, true, false),
            (0x7A, .requestClass1, true, true), (0x4B, .requestClass2, false, false),
            (0x5B, .requestClass2, true, false), (0x7B, .requestClass2, true, true),
            (0x49, .requestLinkStatus, false, false),
        ] as [(UInt8, LinkFunction, Bool, Bool)]
    )
    func fields(code: UInt8, function: LinkFunction, isCounted: Bool, bit: Bool) {
        let control = ControlField(rawValue: code)
        #expect(control.isFromMaster)
        #expect(control.function == function)
        #expect(control.frameCountValid == isCounted)
        #expect(control.frameCountBit == bit)
    }

    @Test("A slave shows access demand in bit 5 and data flow control in bit 4")
    func slaveBits() {
        let control = ControlField(rawValue: 0x28)
        #expect(!control.isFromMaster)
        #expect(control.accessDemand && !control.dataFlowControl)
        #expect(ControlField(rawValue: 0x18).dataFlowControl)
        #expect(!ControlField(rawValue: 0xC0).isFromMaster)
    }

    @Test("Every function code comes back")
    func functions() {
        for code in 0...15 as ClosedRange<UInt8> { #expect(LinkFunction(code: code).code == code) }
    }
}
