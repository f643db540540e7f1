import ModbusProtocol
import TestSupport
import Testing

struct FunctionSetTests {
    @Test("A set holds exactly the functions that were put in, over all 256 codes")
    func membership() {
        let codes: Set<UInt8> = [1, 3, 6, 16, 43, 63, 64, 65, 126, 127]
        let set = FunctionSet(codes.map(FunctionCode.init(rawValue:)))
        for code in UInt8.min...UInt8.max {
            #expect(set.contains(FunctionCode(rawValue: code)) == codes.contains(code), "\(code)")
        }
        #expect(set.functions.map(\.rawValue) == codes.sorted())
    }

    @Test("Code 0 and the codes of exceptions are never members")
    func invalidCodes() {
        let set = FunctionSet((UInt8.min...UInt8.max).map(FunctionCode.init(rawValue:)))
        #expect(!set.contains(0))
        #expect(set.functions.count == 127)
        #expect((128...255).allSatisfy { !set.contains(FunctionCode(rawValue: $0)) })
    }

    @Test("Taking a function out leaves the others in")
    func removal() {
        var set: FunctionSet = [3, 16, 100]
        set.remove(16)
        set.remove(100)
        set.remove(228)
        #expect(set == [.readHoldingRegisters])
    }

    @Test("An exception response is the function with its top bit and the code")
    func exceptionResponse() {
        var output: [UInt8] = []
        ModbusException.illegalFunction.append(to: 6, into: &output)
        #expect(output == hex("86 01"))
    }

    @Test("Exceptions have the numbers of the standard")
    func exceptionNumbers() {
        #expect(ModbusException.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 8, 0x0A, 0x0B])
    }
}
